namespace Sekimori.Ndr.Generator.Types;

/// <summary>The kinds of pointers ([C706] 4.2.20).</summary>
internal enum PointerKind
{
    Reference,
    Unique,
    Full,
}
