import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as TestAnnotationMap from "effect/TestAnnotationMap"
import * as TestAnnotations from "effect/TestAnnotations"
import * as TestClock from "effect/TestClock"
import * as TestConfig from "effect/TestConfig"
import * as TestLive from "effect/TestLive"
import * as TestServices from "effect/TestServices"
import * as TestSized from "effect/TestSized"

// The services that Effect has for tests, as its own TestContext has them. That is merged of seven layers, each built in
// a fiber of its own: it took two milliseconds for every test, and for every run of a property. This is built at once.

const config = TestConfig.make({ repeats: 100, retries: 100, samples: 200, shrinks: 1000 })

export const TestContext = Layer.scopedContext(
  Effect.gen(function* () {
    const live = Context.merge(yield* Effect.context(), DefaultServices.liveServices)
    const services = Context.make(TestLive.TestLive, TestLive.make(live)).pipe(
      Context.add(
        TestAnnotations.TestAnnotations,
        TestAnnotations.make(Ref.unsafeMake(TestAnnotationMap.empty()))
      ),
      Context.add(TestSized.TestSized, TestSized.make(100)),
      Context.add(TestConfig.TestConfig, config)
    )
    yield* Effect.locallyScopedWith(TestServices.currentServices, Context.merge(services))
    const clock = yield* Effect.provide(
      Layer.buildWithScope(TestClock.defaultTestClock, yield* Effect.scope),
      services
    )
    return Context.mergeAll(DefaultServices.liveServices, services, clock)
  })
)
