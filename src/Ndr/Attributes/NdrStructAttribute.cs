namespace Sekimori.Ndr.Attributes;

/// <summary>
/// A structure ([C706] 14.3.6): a partial record whose positional parameters are its members, in wire order. The generator writes its
/// codec.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class NdrStructAttribute : Attribute;
