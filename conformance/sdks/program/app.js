// A program whose server is written with other people's SDKs: conformance/sdks.mjs.
App({})
