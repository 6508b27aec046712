using System;
using System.Collections.Generic;
using System.Linq;
using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A structure ([C706] 14.3.6) as another declaration uses it: calls of the codec that is generated into its record.</summary>
internal sealed class StructType(string csharp, bool isObject) : NdrType
{
    /// <summary>The members; set once they are known, because a structure may hold pointers to itself.</summary>
    public IReadOnlyList<Member> Members { get; set; } = [];

    public override string CSharp => csharp;

    public override string InPlace => HasPointees ? csharp + ".NdrInPlace" : csharp;

    public override bool IsObject => isObject;

    public override bool HasPointees => Members.Any(member => member.Type.HasPointees);

    public override bool IsConformant => Members.Count > 0 && Members[Members.Count - 1].Type.IsConformant;

    public override int Alignment20 => Members.Select(member => member.Type.Alignment20).DefaultIfEmpty(1).Max();

    public override int Alignment64 => Members.Select(member => member.Type.Alignment64).DefaultIfEmpty(1).Max();

    public override int LeastSize => Math.Max(1, Members.Sum(member => member.Type.LeastSize));

    public override void WriteConformance(Code code, string value, Scope scope)
    {
        if (IsConformant) code.Line($"writer_.WriteCount({csharp}.GetNdrMaximum({value}));");
    }

    public override void WriteInPlace(Code code, string value, Scope scope) =>
        code.Line($"{csharp}.WriteNdrInPlace(ref writer_, {value});");

    public override void WritePointees(Code code, string value, Scope scope)
    {
        if (HasPointees) code.Line($"{csharp}.WriteNdrPointees(ref writer_, {value});");
    }

    public override string ReadConformance(Code code) => IsConformant ? code.Local("reader_.ReadCount()") : "";

    public override string ReadInPlace(Code code, string maximum, Scope scope) =>
        code.Local(IsConformant ? $"{csharp}.ReadNdrInPlace(ref reader_, {maximum})" : $"{csharp}.ReadNdrInPlace(ref reader_)");

    public override string ReadPointees(Code code, string inPlace, Scope scope) =>
        HasPointees ? code.Local($"{csharp}.ReadNdrPointees(ref reader_, in {inPlace})") : inPlace;
}
