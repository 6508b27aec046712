namespace Sekimori.Ndr.Attributes;

/// <summary>
/// A union ([C706] 14.3.8): an abstract partial record, whose arms are sealed records nested in it that derive from it and carry
/// <see cref="CaseAttribute"/>. An arm has one positional parameter, its member, or none if it is empty.
/// </summary>
/// <param name="discriminant">The type of the discriminant: an integer or an enum.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NdrUnionAttribute(Type discriminant) : Attribute
{
    /// <summary>The type of the discriminant.</summary>
    public Type Discriminant { get; } = discriminant;

    /// <summary>The IDL's ms_union: in NDR20 too, each arm is aligned like the largest ([MS-RPCE] 2.2.4.5).</summary>
    public bool MsUnion { get; set; }
}
