using System.Collections.Generic;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>A parameter or result whose value is reported to the guard.</summary>
/// <param name="name">Its C# name, escaped where it is a keyword.</param>
/// <param name="facts">Its kind: members of Fact, as C#.</param>
/// <param name="isArray">True if each element is reported.</param>
/// <param name="isNullable">True if it, or of an array each element, may be null.</param>
/// <param name="form">How the fact is derived from it.</param>
internal sealed class ObservedMember(string name, IReadOnlyList<string> facts, bool isArray, bool isNullable, ObservedForm form)
{
    public string Name => name;

    public IReadOnlyList<string> Facts => facts;

    public bool IsArray => isArray;

    public bool IsNullable => isNullable;

    public ObservedForm Form => form;
}
