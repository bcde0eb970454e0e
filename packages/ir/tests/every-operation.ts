/** Each operation of the Graph once, and each of an expression. */
export const graphText = `graph %every (
  %0 = input : f32[N,4,4,4]
  %1 = targets : f32[N,3]
  %2 = parameter {"name":"conv.weight","kind":"parameter"} : f32[4,2,3,3] @ "conv"
  %3 = constant {"values":[1,-0.5,1e-7,4]} : f32[4]
  %4 = map %3, %3 {"of":"divide(x0, sqrt(absolute(add(x1, 0.00001))))"} : f32[4]
  %5 = scale_filters %2, %4 : f32[4,2,3,3]
  %6 = conv2d %0, %5, %3 {"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":2} : f32[N,4,4,4]
  %7 = batch_mean %6 : f32[4]
  %8 = batch_variance %6, %7 : f32[4]
  %9 = running_average %3, %7, %6 {"momentum":0.1,"unbiased":true} : f32[4]
  %10 = batch_normalize %6, %7, %8, %3, %9 {"epsilon":0.00001} : f32[N,4,4,4]
  %11 = batch_norm %10, %3, %3, %7, %8 {"epsilon":0.00001,"momentum":0.1} : f32[N,4,4,4]
  %12 = map %11 {"of":"select(x0, -0.5, min(max(x0, 0), 6), negate(expm1(exp(sigmoid(x0)))))"} : f32[N,4,4,4]
  %13 = map %12, %3, %0 {"of":"multiply_add(subtract(x0, x1), tanh(erf(x2)), multiply(log(x0), log1p(x0)))"} : f32[N,4,4,4]
  %14 = dropout %13 {"rate":0.5,"per":"image","key":7} : f32[N,4,4,4]
  %15 = max_pool %14 {"kernel":[2,2],"stride":[2,2],"padding":[0,0,0,0]} : f32[N,4,2,2]
  %16 = average_pool %15 {"kernel":[2,2],"stride":[1,1],"padding":[1,1,1,1],"counted":[0,0,0,0]} : f32[N,4,3,3]
  %17 = subsample %16 {"stride":[2,2]} : f32[N,4,2,2]
  %18 = pad_channels %17 {"before":1,"after":2} : f32[N,7,2,2]
  %19 = concatenate %18, %15 : f32[N,11,2,2]
  %20 = slice_channels %19 {"from":1,"count":3} : f32[N,3,2,2]
  %21 = global_average_pool %20 : f32[N,3,1,1]
  %22 = flatten %21 : f32[N,3]
  %23 = parameter {"name":"fc.weight","kind":"parameter"} : f32[3,3] @ "fc"
  %24 = dense %22, %23 : f32[N,3]
  %25 = correct %24, %1 : f32[]
  %26 = loss %24, %1, %25 {"rows":[{"by":"largest","of":"x0"},{"by":"sum","of":"exp(subtract(x0, x2))"}],"of":"negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))"} : f32[]
  %27 = loss_gradient %24, %1, %25, %26 {"rows":[{"by":"largest","of":"x0"},{"by":"sum","of":"exp(subtract(x0, x2))"}],"of":"negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))"} : f32[N,3]
  %28 = dense_input_gradient %27, %23 : f32[N,3]
  %29 = dense_weight_gradient %27, %22 : f32[3,3]
  %30 = unflatten %28 : f32[N,3,1,1]
  %31 = global_average_pool_gradient %30 {"size":[2,2]} : f32[N,3,2,2]
  %32 = upsample_zeros %31 {"stride":[2,2],"size":[3,4]} : f32[N,3,3,4]
  %33 = average_pool_gradient %16 {"kernel":[2,2],"stride":[1,1],"padding":[1,1,1,1],"counted":[0,0,0,0],"size":[2,2]} : f32[N,4,2,2]
  %34 = max_pool_gradient %33, %14 {"kernel":[2,2],"stride":[2,2],"padding":[0,0,0,0]} : f32[N,4,4,4]
  %35 = channel_sum %34, %6, %7 {"of":"multiply(x0, subtract(x1, x2))"} : f32[4]
  %36 = batch_norm_input_gradient %34, %6, %7, %8, %3, %35, %35 {"epsilon":0.00001} : f32[N,4,4,4]
  %37 = conv2d_input_gradient %36, %2 {"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":2,"size":[4,4]} : f32[N,4,4,4]
  %38 = conv2d_filter_gradient %36, %0 {"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":2,"kernel":[3,3]} : f32[4,2,3,3]
  %39 = parameter {"name":"scale","kind":"parameter"} : f32[1]
  %40 = expand %39 {"channels":4} : f32[4]
  %41 = map %37, %40 {"of":"multiply(x0, x1)"} : f32[N,4,4,4]
  %42 = channel_sum %41, %37 {"of":"multiply(x0, x1)"} : f32[4]
  %43 = total %42 : f32[1]
  %44 = standardize_filters %2 {"epsilon":0.00001} : f32[4,2,3,3]
  %45 = standardize_filters_gradient %44, %2 {"epsilon":0.00001} : f32[4,2,3,3]
  %46 = filter_sum %45, %38 : f32[4,2,3,3]
  %47 = map_mean %37, %6, %40 {"of":"multiply(x0, subtract(x1, x2))"} : f32[N,4,1,1]
  %48 = group_mean %47 {"groups":2} : f32[N,4,1,1]
  %49 = detach %48 : f32[N,4,1,1]
  %50 = parameter {"name":"eca.weight","kind":"parameter"} : f32[1,1,3] @ "eca"
  %51 = channel_convolution %49, %50 : f32[N,4,1,1]
  %52 = channel_convolution_input_gradient %51, %50 : f32[N,4,1,1]
  %53 = channel_convolution_filter_gradient %52, %49 {"taps":3} : f32[1,1,3]
  %54 = pad %41 {"sides":[1,0,2,1],"mode":"reflection"} : f32[N,4,7,5]
  %55 = pad_gradient %54 {"sides":[1,0,2,1],"mode":"reflection","size":[4,4]} : f32[N,4,4,4]
  result "loss" %25
  result "gradient conv.weight" %38
  result "gradient scale" %43
  result "gradient eca.weight" %53
  return %24
)
`;

/** Each core once, each step, and each operation of the prepare program. */
export const programText = `program %every (
  parameter "conv.weight" : f32[4,4,3,3]
  buffer "mean" : f32[4]
  prepare %w = parameter {"name":"conv.weight","kind":"parameter"} : f32[4,4,3,3]
  prepare %v = constant {"values":[1,2,3,4]} : f32[4]
  prepare %s = map %v, %v {"of":"divide(x0, x1)"} : f32[4]
  prepare %z = standardize_filters %w {"epsilon":0.00001} : f32[4,4,3,3]
  prepare %f = scale_filters %z, %s : f32[4,4,3,3]
  prepare %k = constant {"values":[1,2,3]} : f32[1,1,3]
  prepare %fc = constant {"values":[1,2,3,4,5,6,7,8]} : f32[2,4]
  activation %x : f32[4,4,4]
  activation %targets : f32[2,1,1]
  activation %conv : f32[4,4,4]
  activation %tiles : f32[64,2,2]
  activation %products : f32[64,2,2]
  activation %winograd : f32[4,4,4]
  activation %max : f32[4,2,2]
  activation %mean : f32[4,2,2]
  activation %pool : f32[4,1,1]
  activation %logits : f32[2,1,1]
  activation %loss : f32[2,1,1]
  activation %dfc : f32[4,1,1]
  activation %dpool : f32[4,2,2]
  activation %dmean : f32[4,2,2]
  activation %dmax : f32[4,4,4]
  activation %dskip : f32[4,4,4]
  activation %dx : f32[4,4,4]
  activation %cat : f32[9,4,4]
  activation %padded : f32[4,7,5]
  activation %dpadded : f32[4,4,4]
  activation %groups : f32[4,1,1]
  activation %along : f32[4,1,1]
  input %x
  targets %targets
  tensor %mu : f32[4]
  tensor %sigma : f32[4]
  tensor %scale : f32[4]
  tensor %value : f32[]
  tensor %right : f32[]
  tensor %dw : f32[4,4,3,3]
  tensor %dv : f32[4]
  tensor %du : f32[4]
  tensor %dz : f32[4,4,3,3]
  tensor %dsum : f32[4,4,3,3]
  tensor %dfcw : f32[2,4]
  tensor %dk : f32[1,1,3]
  kernel %0 = convolution reads(%x) tensors(%f) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[4,4,4] tile {"pixels":1,"channels":4,"block":8} @ "conv"
    map reads(%x) tensors(%v) {"of":"add(max(x0, x1), x2)"}
    dropout {"rate":0.5,"per":"element","key":1}
    store writes(%conv) {"channel":0}
  kernel %1 = winograd_input reads(%conv) {"outputs":2,"padding":[1,1,1,1]} : f32[64,2,2]
    store writes(%tiles) {"channel":0}
  kernel %2 = winograd_product reads(%tiles) tensors(%w) {"outputs":2} : f32[64,2,2]
    store writes(%products) {"channel":0}
  kernel %3 = winograd_output reads(%products) {"outputs":2,"map":[4,4]} : f32[4,4,4]
    store writes(%winograd) {"channel":0}
  kernel %4 = max_pool reads(%winograd) {"kernel":[2,2],"stride":[2,2],"padding":[0,0,0,0]} : f32[4,2,2]
    store writes(%max) {"channel":0}
  kernel %5 = average_pool reads(%max) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"counted":[0,0,0,0]} : f32[4,2,2]
    store writes(%mean) {"channel":0}
  kernel %6 = mean reads(%mean, %max) tensors(%v) {"of":"multiply(x0, add(x1, x2))"} : f32[4,1,1]
    store writes(%pool) {"channel":0}
  kernel %7 = matrix_product reads(%pool) tensors(%fc) : f32[2,1,1]
    store writes(%logits) {"channel":0}
  kernel %8 = loss reads(%logits, %targets) results(%value, %right) {"rows":[{"by":"largest","of":"x0"},{"by":"sum","of":"exp(subtract(x0, x2))"}],"of":"negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))"} : f32[2,1,1]
    store writes(%loss) {"channel":0}
  kernel %9 = input_gradient reads(%loss) tensors(%fc) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[4,1,1]
    store writes(%dfc) {"channel":0}
  kernel %10 = filter_gradient reads(%loss, %pool) results(%dfcw) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[2,1,1]
  kernel %11 = spread reads(%dfc) : f32[4,2,2]
    store writes(%dpool) {"channel":0}
  kernel %12 = average_pool_gradient reads(%dpool) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"counted":[0,0,0,0]} : f32[4,2,2]
    store writes(%dmean) {"channel":0}
  kernel %13 = max_pool_gradient reads(%dmean, %winograd) {"kernel":[2,2],"stride":[2,2],"padding":[0,0,0,0]} : f32[4,4,4]
    store writes(%dmax) {"channel":0}
  kernel %14 = upsample reads(%dmean) {"stride":[2,2]} : f32[4,4,4]
    store writes(%dskip) {"channel":0}
  kernel %15 = channel_statistics reads(%dmax) results(%mu, %sigma) : f32[4,4,4]
  kernel %16 = vector tensors(%mu, %sigma) results(%scale) {"of":["multiply(x0, divide(x1, count))"],"count":16} : f32[4,1,1]
  kernel %17 = channel_sums reads(%dmax, %dskip) tensors(%scale) results(%dv, %du) {"of":["multiply(x0, subtract(x1, x2))","x0"]} : f32[4,4,4]
  kernel %18 = filter_gradient reads(%dmax, %x) results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[4,4,4]
  kernel %19 = input_gradient reads(%dmax) tensors(%w) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[4,4,4] tile {"pixels":1,"channels":4,"block":8}
    store writes(%dx) {"channel":0}
  kernel %20 = copy reads(%dx {"stride":[1,1],"before":1,"after":0}) : f32[5,4,4]
    map reads(%conv {"stride":[1,1],"before":0,"after":1}) {"of":"add(x0, x1)"}
    map reads(%pool {"stride":[0,0],"before":1,"after":0}) {"of":"multiply(x0, x1)"}
    store writes(%cat) {"channel":0}
  kernel %21 = copy reads(%x) : f32[4,4,4]
    store writes(%cat) {"channel":5}
  kernel %22 = group_mean reads(%pool) {"groups":2} : f32[4,1,1]
    store writes(%groups) {"channel":0}
  kernel %23 = channel_convolution reads(%groups) tensors(%k) {"taps":3,"turned":true} : f32[4,1,1]
    store writes(%along) {"channel":0}
  kernel %24 = channel_filter_gradient reads(%along, %groups) results(%dk) {"taps":3} : f32[4,1,1]
  kernel %25 = filter_sum tensors(%dw, %f) results(%dsum) : f32[4,36,1]
  kernel %26 = standardize_filters_gradient tensors(%dsum, %w) results(%dz) {"epsilon":0.00001} : f32[4,36,1]
  kernel %27 = pad reads(%x) {"sides":[1,0,2,1],"mode":"reflection"} : f32[4,7,5]
    store writes(%padded) {"channel":0}
  kernel %28 = pad_gradient reads(%padded) {"sides":[1,0,2,1],"mode":"reflection"} : f32[4,4,4]
    store writes(%dpadded) {"channel":0}
  result "loss" %value
  result "gradient conv.weight" %dw
  return %cat
)
`;
