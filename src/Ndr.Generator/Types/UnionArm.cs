using System.Collections.Generic;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>An arm of a union.</summary>
/// <param name="csharp">The record.</param>
/// <param name="values">The discriminants that choose it, as C# literals; none for the default arm.</param>
/// <param name="member">Its member; null for an empty arm.</param>
internal sealed class UnionArm(string csharp, IReadOnlyList<string> values, Member? member)
{
    public string CSharp { get; } = csharp;

    public IReadOnlyList<string> Values { get; } = values;

    public Member? Member { get; } = member;
}
