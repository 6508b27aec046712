using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A string of wchar_t or char: conformant and varying, or varying in an array of fixed size ([C706] 14.3.4).</summary>
internal sealed class StringType(bool narrow, int? fixedSize, SizeExpression? sizeIs, ValueRange? range) : NdrType
{
    private readonly string _kind = narrow ? "CharString" : "String";

    public override string CSharp => "string";

    public override bool IsObject => true;

    public bool IsFixed => fixedSize is not null;

    public override int Alignment20 => 4;

    public override int Alignment64 => 8;

    public override int LeastSize => 8;

    public override void WriteInPlace(Code code, string value, Scope scope)
    {
        if (fixedSize is { } size) code.Line($"writer_.WriteVarying{_kind}({value}, {size});");
        else code.Line(scope.Resolve(sizeIs) is { } maximum
            ? $"writer_.Write{_kind}({value}, {maximum});"
            : $"writer_.Write{_kind}({value});");
    }

    public override string ReadInPlace(Code code, string maximum, Scope scope)
    {
        if (fixedSize is { } size) return code.Local($"reader_.ReadVarying{_kind}({size})");
        var count = code.Fresh();
        var value = code.Local($"reader_.Read{_kind}(out var {count})");
        if (scope.Resolve(sizeIs) is { } dictated) code.Line($"reader_.CheckCount({count}, {dictated});");
        if (range is not null) code.Line($"reader_.CheckRange({count}, {range});");
        return value;
    }
}
