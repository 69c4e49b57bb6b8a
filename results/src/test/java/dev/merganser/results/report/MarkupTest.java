package dev.merganser.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {

    @Test
    void escapesWhatMarkupCouldReadAndReplacesWhatItCannotHold() {
        assertThat(Markup.escape("<a href=\"x\">'&'</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
        assertThat(Markup.escape("λ 🦆\n\t")).isEqualTo("λ 🦆\n\t");
        assertThat(Markup.escape("a\u0000b\ud800c\uffff")).isEqualTo("a�b�c�");
    }
}
