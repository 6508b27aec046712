using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>An array of one dimension: fixed, conformant, varying, or conformant and varying ([C706] 14.3.3).</summary>
/// <param name="element">What it is made of.</param>
/// <param name="isMemory">True for ReadOnlyMemory of bytes, which is read where it lies.</param>
/// <param name="fixedSize">The number of elements, if it is not on the wire.</param>
/// <param name="sizeIs">What dictates the maximum count.</param>
/// <param name="lengthIs">What dictates the actual count.</param>
/// <param name="range">The maximum counts that may be received.</param>
internal sealed class ArrayType(
    NdrType element, bool isMemory, int? fixedSize, SizeExpression? sizeIs, SizeExpression? lengthIs, ValueRange? range) : NdrType
{
    private bool IsVarying => lengthIs is not null;

    private bool IsBytes => element.CSharp == "byte";

    public override string CSharp => isMemory ? "global::System.ReadOnlyMemory<byte>" : $"{element.CSharp}[]";

    public override string InPlace => isMemory ? CSharp : $"{element.InPlace}[]";

    public override bool IsObject => !isMemory;

    public override bool HasPointees => element.HasPointees;

    public override bool IsConformant => fixedSize is null;

    public override int Alignment20 => IsVarying && element.Alignment20 < 4 ? 4 : element.Alignment20;

    public override int Alignment64 => IsVarying ? 8 : element.Alignment64;

    public override int LeastSize => IsVarying ? 8 : (fixedSize ?? 0) * element.LeastSize;

    public override void WriteConformance(Code code, string value, Scope scope)
    {
        if (IsConformant) code.Line($"writer_.WriteCount({Maximum(value, scope)});");
    }

    /// <summary>The maximum count of a value that is written.</summary>
    public string Maximum(string value, Scope scope) => scope.Resolve(sizeIs) ?? $"{value}.Length";

    public override void WriteInPlace(Code code, string value, Scope scope)
    {
        var dictated = IsVarying ? scope.Resolve(lengthIs) : fixedSize is { } size ? size.ToString() : scope.Resolve(sizeIs);
        if (dictated is not null) code.Line($"global::Sekimori.Ndr.NdrWriter.CheckCount({value}.Length, {dictated}, nameof({value}));");
        if (IsVarying) code.Line($"writer_.WriteVariance({value}.Length);");
        if (IsBytes)
        {
            code.Line(isMemory ? $"writer_.WriteBytes({value}.Span);" : $"writer_.WriteBytes({value});");
            return;
        }
        Each(code, value, item => element.WriteInPlace(code, item, scope));
    }

    public override void WritePointees(Code code, string value, Scope scope)
    {
        if (HasPointees) Each(code, value, item => element.WritePointees(code, item, scope));
    }

    public override string ReadConformance(Code code)
    {
        if (!IsConformant) return "";
        var maximum = code.Local("reader_.ReadCount()");
        // [MS-RPCE] 2.2.4.14.2
        if (range is not null) code.Line($"reader_.CheckRange({maximum}, {range});");
        return maximum;
    }

    public override string ReadInPlace(Code code, string maximum, Scope scope)
    {
        // [MS-RPCE] 3.1.1.5.3.2.1.1 and .8: both counts are what the other arguments dictate.
        if (!IsConformant) maximum = fixedSize.ToString();
        else if (scope.Resolve(sizeIs) is { } dictated) code.Line($"reader_.CheckCount({maximum}, {dictated});");
        var count = IsVarying ? code.Local($"reader_.ReadVariance({maximum})") : maximum;
        if (IsVarying && scope.Resolve(lengthIs) is { } length) code.Line($"reader_.CheckCount({count}, {length});");
        if (IsBytes) return code.Local(isMemory ? $"reader_.ReadMemory({count})" : $"reader_.ReadBytes({count})");

        var array = code.Local($"reader_.NewArray<{element.InPlace}>({count}, {element.LeastSize})");
        var index = code.Fresh();
        code.Open($"for (var {index} = 0; {index} < {array}.Length; {index}++)");
        code.Line($"{array}[{index}] = {element.ReadInPlace(code, "", scope)};");
        code.Close();
        return array;
    }

    public override string ReadPointees(Code code, string inPlace, Scope scope)
    {
        if (!HasPointees) return inPlace;
        var array = code.Local($"reader_.NewArray<{element.CSharp}>({inPlace}.Length, 0)");
        var index = code.Fresh();
        code.Open($"for (var {index} = 0; {index} < {array}.Length; {index}++)");
        code.Line($"{array}[{index}] = {element.ReadPointees(code, $"{inPlace}[{index}]", scope)};");
        code.Close();
        return array;
    }

    private static void Each(Code code, string value, System.Action<string> emit)
    {
        var item = code.Fresh();
        code.Open($"foreach (var {item} in {value})");
        emit(item);
        code.Close();
    }
}
