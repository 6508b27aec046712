using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A pointer: a referent in place, the pointee behind the construct that encloses it ([C706] 14.3.10 to 14.3.12).</summary>
internal sealed class PointerType(PointerKind kind, NdrType pointee) : NdrType
{
    private bool IsNullable => kind != PointerKind.Reference;

    // Two pointers one after the other are one nullable in C#.
    public override string CSharp => IsNullable && pointee is not PointerType ? pointee.CSharp + "?" : pointee.CSharp;

    public override string InPlace => "ulong";

    public override bool HasPointees => true;

    public override int Alignment20 => 4;

    public override int Alignment64 => 8;

    public override int LeastSize => 4;

    public override void WriteInPlace(Code code, string value, Scope scope)
    {
        code.Line(kind switch
        {
            PointerKind.Reference => "writer_.WriteReferent(true);",
            PointerKind.Full when pointee.IsObject => $"writer_.WriteFullReferent((object?){value});",
            PointerKind.Full => $"writer_.WriteFullReferent({value} is not null);",
            _ => $"writer_.WriteReferent({value} is not null);",
        });
    }

    public override void WritePointees(Code code, string value, Scope scope)
    {
        if (kind == PointerKind.Reference)
        {
            pointee.WriteWhole(code, value, scope);
            return;
        }
        if (pointee is PointerType)
        {
            // The inner pointer is the same nullable in C#.
            code.Open($"if ({value} is not null)");
            pointee.WriteWhole(code, value, scope);
            code.Close();
            return;
        }
        var present = code.Fresh();
        var isNew = kind == PointerKind.Full && pointee.IsObject ? $" && writer_.TakePointee({present})" : "";
        code.Open($"if ({value} is {{ }} {present}{isNew})");
        pointee.WriteWhole(code, present, scope);
        code.Close();
    }

    public override string ReadInPlace(Code code, string maximum, Scope scope) =>
        code.Local(kind == PointerKind.Reference ? "reader_.ReadReference()" : "reader_.ReadReferent()");

    public override string ReadPointees(Code code, string inPlace, Scope scope)
    {
        if (kind == PointerKind.Reference) return Follow(code, scope);
        var value = code.Fresh();
        code.Line($"{CSharp} {value} = null;");
        code.Open($"if ({inPlace} != 0)");
        if (kind == PointerKind.Full)
        {
            var known = code.Fresh();
            code.Open($"if (!reader_.TryReadAlias<{pointee.CSharp.TrimEnd('?')}>({inPlace}, out var {known}))");
            code.Line($"{known} = {Follow(code, scope)};");
            code.Line($"reader_.Remember({inPlace}, {known});");
            code.Close();
            code.Line($"{value} = {known};");
        }
        else
        {
            code.Line($"{value} = {Follow(code, scope)};");
        }
        code.Close();
        return value;
    }

    private string Follow(Code code, Scope scope)
    {
        if (!pointee.HasPointees) return pointee.ReadWhole(code, scope);
        // Only a pointee with pointers of its own can nest, or loop back to itself.
        code.Line("reader_.Enter();");
        var value = pointee.ReadWhole(code, scope);
        code.Line("reader_.Leave();");
        return value;
    }
}
