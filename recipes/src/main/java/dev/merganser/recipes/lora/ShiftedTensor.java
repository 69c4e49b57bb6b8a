package dev.merganser.recipes.lora;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

/**
 * A bias plus scale · shift, in double, rounded to float32 once.
 *
 * @param shift as many elements as the base
 */
record ShiftedTensor(FloatTensor base, Tensor shift, double scale) implements FloatTensor {

    @Override
    public TensorInfo info() {
        return base.info();
    }

    @Override
    public void read(long from, float[] into, int count) {
        float[] added = new float[count];
        base.read(from, into, count);
        Floats.decode(shift.dtype(), shift.data(), from, added, 0, count);
        for (int i = 0; i < count; i++) {
            into[i] = (float) (into[i] + scale * added[i]);
        }
    }
}
