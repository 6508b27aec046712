using System.Linq;
using Sekimori.Ndr.Generator.Types;
using static Sekimori.Ndr.Generator.Emission.CodecEmitter;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>The codec of a structure, in its own partial record.</summary>
internal static class StructEmitter
{
    public static void Emit(Code code, StructType type)
    {
        var maximum = type.IsConformant ? ", int maximum_" : "";
        EmitWhole(code, type);
        if (type.IsConformant) EmitMaximum(code, type);

        code.Open($"public static {type.InPlace} ReadNdrInPlace({Reader}{maximum})");
        code.Line($"reader_.Align({type.Alignment20}, {type.Alignment64});");
        var scope = new Scope();
        var read = type.Members.Select(member => ReadMember(code, member, scope)).ToList();
        // [MS-RPCE] 2.2.5.3.4.1: in NDR64 a gap at the end.
        code.Line($"reader_.AlignEnd({type.Alignment64});");
        if (!type.HasPointees && type.IsObject) code.Line("reader_.Charge(1, 64);");
        code.Line(type.HasPointees
            ? $"return new() {{ {string.Join(", ", type.Members.Zip(read, (member, local) => $"{member.Name} = {local}"))} }};"
            : $"return new({string.Join(", ", read)});");
        code.Close();

        code.Open($"public static void WriteNdrInPlace({Writer}, {type.CSharp} value_)");
        code.Line($"writer_.Align({type.Alignment20}, {type.Alignment64});");
        foreach (var member in type.Members) member.Type.WriteInPlace(code, $"value_.{member.Name}", Values(type));
        code.Line($"writer_.AlignEnd({type.Alignment64});");
        code.Close();
        if (type.HasPointees) EmitPointees(code, type);
    }

    // [C706] 14.3.7.1: the maximum count of the last member comes before the structure.
    private static void EmitMaximum(Code code, StructType type)
    {
        var last = type.Members[type.Members.Count - 1];
        var value = last.Type is ArrayType array
            ? array.Maximum($"value_.{last.Name}", Values(type))
            : $"{last.Type.CSharp}.GetNdrMaximum(value_.{last.Name})";
        code.Line($"public static long GetNdrMaximum({type.CSharp} value_) => {value};");
    }

    private static void EmitPointees(Code code, StructType type)
    {
        code.Open("public struct NdrInPlace");
        foreach (var member in type.Members) code.Line($"public {member.Type.InPlace} {member.Name};");
        code.Close();

        code.Open($"public static {type.CSharp} ReadNdrPointees({Reader}, in NdrInPlace inPlace_)");
        if (type.IsObject) code.Line("reader_.Charge(1, 64);");
        var scope = new Scope();
        foreach (var member in type.Members.Where(member => !member.Type.HasPointees)) scope.Add(member.Name, $"inPlace_.{member.Name}");
        var values = type.Members.Select(member => member.Type.ReadPointees(code, $"inPlace_.{member.Name}", scope)).ToList();
        code.Line($"return new({string.Join(", ", values)});");
        code.Close();

        code.Open($"public static void WriteNdrPointees({Writer}, {type.CSharp} value_)");
        foreach (var member in type.Members) member.Type.WritePointees(code, $"value_.{member.Name}", Values(type));
        code.Close();
    }

    private static string ReadMember(Code code, Member member, Scope scope)
    {
        var local = member.Type.ReadInPlace(code, "maximum_", scope);
        if (!member.Type.HasPointees) scope.Add(member.Name, local);
        return local;
    }

    private static Scope Values(StructType type)
    {
        var scope = new Scope();
        foreach (var member in type.Members) scope.Add(member.Name, $"value_.{member.Name}");
        return scope;
    }
}
