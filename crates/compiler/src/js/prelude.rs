//! The few functions that converted ES modules call. They stand at the head of the chunks that are loaded first.
//!
//! In: nothing. Out: JavaScript. Must not: be needed by programs without ES modules.

/// `mn.x` exports getters, `mn.y` reads a default import, `mn.z` a namespace, `mn.r` passes all exports on.
/// A getter answers undefined before its binding is initialised, and may be assigned to: programs written for a tool that
/// copies values rely on both.
pub(crate) const PRELUDE: &str = concat!(
    "mn.x=function(e,g){Object.defineProperty(e,\"__esModule\",{value:true});for(let k in g){let f=g[k];Object.defineProperty(e,k,{",
    "enumerable:true,configurable:true,get:function(){try{return f()}catch(_){}},set:function(v){Object.defineProperty(e,k,{",
    "value:v,writable:true,enumerable:true,configurable:true})}})}};",
    "mn.y=function(m){return m&&m.__esModule?m:{default:m}};",
    "mn.z=function(m){return m&&m.__esModule?m:Object.assign({},m,{default:m})};",
    "mn.r=function(e,m){for(let k in m)k===\"default\"||k in e||Object.defineProperty(e,k,{enumerable:true,configurable:true,",
    "get:function(){return m[k]}})};\n",
);
