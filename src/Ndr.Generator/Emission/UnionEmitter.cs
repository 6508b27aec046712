using System.Linq;
using Sekimori.Ndr.Generator.Types;
using static Sekimori.Ndr.Generator.Emission.CodecEmitter;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>The codec of a union, in its own partial record.</summary>
internal static class UnionEmitter
{
    public static void Emit(Code code, UnionType type)
    {
        EmitWhole(code, type);
        EmitDiscriminant(code, type);
        EmitRead(code, type);
        EmitWrite(code, type);
        if (type.HasPointees) EmitPointees(code, type);
    }

    // [C706] 14.3.8: the tag, then the arm with its own alignment. With ms_union ([MS-RPCE] 2.2.4.5), and always in NDR64 ([MS-RPCE]
    // 2.2.5.3.4.4), the largest of all arms.
    private static string ArmAlignment(UnionType type)
    {
        var largest20 = type.Members.Select(member => member.Type.Alignment20).DefaultIfEmpty(1).Max();
        var largest64 = type.Members.Select(member => member.Type.Alignment64).DefaultIfEmpty(1).Max();
        return $"{(type.IsMsUnion ? largest20 : 1)}, {largest64}";
    }

    private static void EmitRead(Code code, UnionType type)
    {
        code.Open($"public static {type.InPlace} ReadNdrInPlace({Reader}, long? switchIs_)");
        code.Line($"reader_.Align({type.Discriminant.Alignment20}, {type.Alignment64});");
        var tag = code.Local($"(long){type.Discriminant.ReadInPlace(code, "", new Scope())}");
        code.Line($"reader_.CheckSwitch({tag}, switchIs_);");
        code.Line($"reader_.Align({ArmAlignment(type)});");
        code.Line("reader_.Charge(1, 64);");
        code.Open($"switch ({tag})");
        for (var i = 0; i < type.Arms.Count; i++)
        {
            var arm = type.Arms[i];
            Label(code, arm);
            var value = arm.Member?.Type.ReadInPlace(code, "", new Scope());
            if (type.HasPointees) code.Line($"return new() {{ Arm = {i}{(value is null ? "" : $", Value{i} = {value}")} }};");
            else code.Line($"return new {arm.CSharp}({value});");
            code.Close();
        }
        if (type.Arms.All(arm => arm.Values.Count > 0)) code.Line($"default: throw reader_.NoSuchArm({tag});");
        code.Close();
        code.Close();
    }

    private static void EmitWrite(Code code, UnionType type)
    {
        code.Open($"public static void WriteNdrInPlace({Writer}, {type.CSharp} value_, long discriminant_)");
        code.Line($"writer_.Align({type.Discriminant.Alignment20}, {type.Alignment64});");
        type.Discriminant.WriteInPlace(code, $"({type.Discriminant.CSharp})discriminant_", new Scope());
        code.Line($"writer_.Align({ArmAlignment(type)});");
        code.Open("switch (value_)");
        foreach (var arm in type.Arms)
        {
            var value = code.Fresh();
            var allowed = arm.Values.Count == 0 ? "" : $" when discriminant_ is {string.Join(" or ", arm.Values)}";
            code.Open($"case {arm.CSharp} {value}{allowed}:");
            arm.Member?.Type.WriteInPlace(code, $"{value}.{arm.Member.Name}", new Scope());
            code.Line("return;");
            code.Close();
        }
        code.Line(
            "default: throw new global::System.ArgumentException($\"{value_.GetType().Name} is not the arm of discriminant " +
            "{discriminant_}.\", nameof(value_));");
        code.Close();
        code.Close();
    }

    private static void EmitDiscriminant(Code code, UnionType type)
    {
        code.Open($"public static long GetNdrDiscriminant({type.CSharp} value_)");
        code.Open("switch (value_)");
        foreach (var arm in type.Arms.Where(arm => arm.Values.Count == 1)) code.Line($"case {arm.CSharp}: return {arm.Values[0]};");
        code.Line(
            "default: throw new global::System.ArgumentException($\"{value_.GetType().Name} has no discriminant of its own: a [SwitchIs] " +
            "member has to say it.\", nameof(value_));");
        code.Close();
        code.Close();
    }

    private static void EmitPointees(Code code, UnionType type)
    {
        code.Open("public struct NdrInPlace");
        code.Line("public int Arm;");
        for (var i = 0; i < type.Arms.Count; i++)
            if (type.Arms[i].Member is { } member) code.Line($"public {member.Type.InPlace} Value{i};");
        code.Close();

        code.Open($"public static {type.CSharp} ReadNdrPointees({Reader}, in NdrInPlace inPlace_)");
        code.Open("switch (inPlace_.Arm)");
        for (var i = 0; i < type.Arms.Count; i++)
        {
            code.Open(i == type.Arms.Count - 1 ? "default:" : $"case {i}:");
            code.Line(
                $"return new {type.Arms[i].CSharp}({type.Arms[i].Member?.Type.ReadPointees(code, $"inPlace_.Value{i}", new Scope())});");
            code.Close();
        }
        code.Close();
        code.Close();

        code.Open($"public static void WriteNdrPointees({Writer}, {type.CSharp} value_)");
        code.Open("switch (value_)");
        foreach (var arm in type.Arms.Where(arm => arm.Member?.Type.HasPointees == true))
        {
            var value = code.Fresh();
            code.Open($"case {arm.CSharp} {value}:");
            arm.Member!.Type.WritePointees(code, $"{value}.{arm.Member.Name}", new Scope());
            code.Line("break;");
            code.Close();
        }
        code.Close();
        code.Close();
    }

    private static void Label(Code code, UnionArm arm) =>
        code.Open(arm.Values.Count == 0 ? "default:" : string.Join(" ", arm.Values.Select(value => $"case {value}:")));
}
