package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/** The native kernels against those in Java. */
class KernelsTest {
    private static final Optional<Kernels> FOUND = NativeKernels.find();
    private static final Kernels JAVA = PlainKernels.INSTANCE;

    @BeforeAll
    static void thereIsALibraryForThisMachine() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (linux && System.getProperty("os.arch").equals("amd64")) {
            assertThat(FOUND).isPresent();
        }
        assumeTrue(FOUND.isPresent(), "no native library for this machine");
    }

    private static Kernels natives() {
        return FOUND.orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,4", "13,1,7", "70,65,90", "130,40,3"})
    void productsAreThoseOfJava(int rows, int inner, int columns) {
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                Matrix a = Matrices.random(rows, inner, 1);
                Matrix b = Matrices.random(inner, columns, 2);
                Matrix storedA = transposeA ? a.transposed() : a;
                Matrix storedB = transposeB ? b.transposed() : b;
                Matrices.assertClose(
                        natives().product(storedA, transposeA, storedB, transposeB),
                        JAVA.product(storedA, transposeA, storedB, transposeB),
                        1e-12);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5,1", "1,5", "7,7", "13,40", "40,13", "90,300"})
    void singularValuesAreThoseOfJavaAndTheirVectorsGiveTheMatrixBack(int rows, int columns) {
        Matrix a = Matrices.random(rows, columns, 3);
        Svd svd = natives().svd(a);
        int count = a.smallerSide();
        assertThat(svd.values()).containsExactly(JAVA.svd(a).values(), within(1e-12));
        Matrices.assertClose(svd.u().transposeTimes(svd.u()), Matrices.identity(count), 1e-13);
        Matrices.assertClose(svd.v().transposeTimes(svd.v()), Matrices.identity(count), 1e-13);
        Matrices.assertClose(svd.product(), a, 1e-12);
    }

    @Test
    void eigenvaluesAreThoseOfJavaAndTheirVectorsGiveTheMatrixBack() {
        Matrix b = Matrices.random(60, 60, 4);
        Matrix a = b.plus(b.transposed());
        SymmetricEigen eigen = natives().eigen(a);
        Matrix v = eigen.vectors();
        assertThat(eigen.values()).containsExactly(JAVA.eigen(a).values(), within(1e-11));
        Matrices.assertClose(v.transposeTimes(v), Matrices.identity(60), 1e-12);
        Matrices.assertClose(v.timesDiagonal(eigen.values()).timesTransposed(v), a, 1e-11);
    }

    @Test
    void systemsAreSolvedFromTheRight() {
        Matrix b = Matrices.random(40, 90, 5);
        Matrix a = b.timesTransposed(b);
        Matrix x = Matrices.random(7, 40, 6);
        UnaryOperator<Matrix> solver = natives().solver(a);
        Matrices.assertClose(solver.apply(x.times(a)), x, 1e-10);
        assertThatThrownBy(() -> natives().solver(a.times(-1)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("A matrix of 40 x 40 must be positive definite to be factored");
    }

    @Test
    void sidesThatDoNotFitAreRefused() {
        Matrix a = Matrices.random(3, 4, 7);
        assertThatThrownBy(() -> natives().product(a, false, a, false))
                .hasMessage("Sides of a product must fit, found 3 x 4 and 3 x 4");
    }

    @Test
    void sizeAloneDecidesWhichKernelsWork() {
        assertThat(Kernels.of(256, 256, 255)).isSameAs(JAVA);
        assertThat(Kernels.of(256, 256, 256)).isNotSameAs(JAVA);
    }

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() throws ExecutionException, InterruptedException {
        Matrix a = Matrices.random(300, 290, 8);
        Svd alone = Svd.of(a);
        double[] product = a.timesTransposed(a).data();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Svd>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(threads.submit(() -> Svd.of(a)));
            }
            for (Future<Svd> future : futures) {
                assertThat(future.get().u().data()).isEqualTo(alone.u().data());
                assertThat(future.get().values()).isEqualTo(alone.values());
            }
        }
        assertThat(a.timesTransposed(a).data()).isEqualTo(product);
    }
}
