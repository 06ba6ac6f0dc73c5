// A yardstick for the Playground: a network of objects that is trained one example at a time, as the TensorFlow Playground's engine does
// it (tensorflow/playground, src/nn.ts and one step of src/playground.ts, Apache 2.0; the algorithm, written anew). An object for each
// unit and each connection; each connection adds up its derivatives of a mini-batch; after each epoch both losses are measured. tanh
// throughout, squared error. Nothing is drawn. Returns how many training examples it took in so many milliseconds.
([sizes, train, validation, batch, milliseconds]) => {
  const layers = sizes.map((size) => Array.from({ length: size }, () => (
    { bias: 0.1, sum: 0, h: 0, slope: 0, flow: 0, total: 0, seen: 0, into: [], out: [] })));
  layers.slice(1).forEach((layer, k) => layer.forEach((unit) => layers[k].forEach((below) => {
    const link = { from: below, to: unit, w: Math.random() - 0.5, slope: 0, total: 0, seen: 0 };
    below.out.push(link);
    unit.into.push(link);
  })));
  const g = { value: (a) => Math.tanh(a), slope: (a) => 1 - g.value(a) ** 2 };

  function forward(x) {
    layers[0].forEach((unit, k) => { unit.h = x[k]; });
    for (let k = 1; k < layers.length; k += 1) {
      for (const unit of layers[k]) {
        unit.sum = unit.bias;
        for (const link of unit.into) unit.sum += link.w * link.from.h;
        unit.h = g.value(unit.sum);
      }
    }
  }

  function backward(z) {
    layers.at(-1).forEach((unit, k) => { unit.slope = unit.h - z[k]; });
    for (let k = layers.length - 1; k > 0; k -= 1) {
      for (const unit of layers[k]) {
        unit.flow = unit.slope * g.slope(unit.sum);
        unit.total += unit.flow;
        unit.seen += 1;
        for (const link of unit.into) {
          link.slope = unit.flow * link.from.h;
          link.total += link.slope;
          link.seen += 1;
        }
      }
      if (k === 1) break;
      for (const unit of layers[k - 1]) {
        unit.slope = 0;
        for (const link of unit.out) unit.slope += link.w * link.to.flow;
      }
    }
  }

  function update(eta) {
    for (const unit of layers.slice(1).flat()) {
      unit.bias -= (eta * unit.total) / unit.seen;
      unit.total = unit.seen = 0;
      for (const link of unit.into) {
        link.w -= (eta / link.seen) * link.total;
        link.total = link.seen = 0;
      }
    }
  }

  const errorOf = (x, z) => {
    forward(x);
    return layers.at(-1).reduce((sum, unit, k) => sum + 0.5 * (unit.h - z[k]) ** 2, 0);
  };
  const meanLoss = (data) => data.reduce((sum, [x, z]) => sum + errorOf(x, z), 0) / data.length;
  const losses = [];

  function epoch() {
    train.forEach(([x, z], n) => {
      forward(x);
      backward(z);
      if ((n + 1) % batch === 0) update(0.03);
    });
    losses.push([meanLoss(train), meanLoss(validation)]);
  }

  for (const end = performance.now() + milliseconds; performance.now() < end;) epoch();
  return losses.length * train.length;
}
