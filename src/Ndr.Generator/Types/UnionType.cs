using System.Collections.Generic;
using System.Linq;
using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A union ([C706] 14.3.8, [MS-RPCE] 2.2.4.8) as a member uses it: calls of the codec that is generated into its record.</summary>
internal sealed class UnionType(string csharp, NdrType discriminant, bool isMsUnion, SizeExpression? switchIs) : NdrType
{
    /// <summary>The arms; set once they are known, because an arm may hold pointers to the union.</summary>
    public IReadOnlyList<UnionArm> Arms { get; set; } = [];

    public NdrType Discriminant => discriminant;

    public bool IsMsUnion => isMsUnion;

    public override string CSharp => csharp;

    public override string InPlace => HasPointees ? csharp + ".NdrInPlace" : csharp;

    public override bool IsObject => true;

    public override bool HasPointees => Members.Any(member => member.Type.HasPointees);

    public override int Alignment20 => Members.Select(member => member.Type.Alignment20).Append(discriminant.Alignment20).Max();

    public override int Alignment64 => Members.Select(member => member.Type.Alignment64).Append(discriminant.Alignment64).Max();

    public override int LeastSize => discriminant.LeastSize;

    /// <summary>The members of the arms that have one.</summary>
    public IEnumerable<Member> Members => Arms.Where(arm => arm.Member is not null).Select(arm => arm.Member!);

    public override void WriteInPlace(Code code, string value, Scope scope) =>
        code.Line($"{csharp}.WriteNdrInPlace(ref writer_, {value}, {scope.Resolve(switchIs) ?? $"{csharp}.GetNdrDiscriminant({value})"});");

    public override void WritePointees(Code code, string value, Scope scope)
    {
        if (HasPointees) code.Line($"{csharp}.WriteNdrPointees(ref writer_, {value});");
    }

    public override string ReadInPlace(Code code, string maximum, Scope scope) =>
        code.Local($"{csharp}.ReadNdrInPlace(ref reader_, {scope.Resolve(switchIs) ?? "null"})");

    public override string ReadPointees(Code code, string inPlace, Scope scope) =>
        HasPointees ? code.Local($"{csharp}.ReadNdrPointees(ref reader_, in {inPlace})") : inPlace;
}
