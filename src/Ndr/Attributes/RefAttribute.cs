namespace Sekimori.Ndr.Attributes;

/// <summary>
/// A reference pointer inside a structure ([C706] 14.3.11): never null, its pointee deferred. A parameter needs none: a top-level reference
/// pointer is not on the wire.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class RefAttribute : Attribute;
