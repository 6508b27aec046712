using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A number, a character, a UUID or a context handle ([C706] 14.2): a pair of methods of the reader and the writer.</summary>
/// <param name="csharp">Its C# type.</param>
/// <param name="method">What comes behind Read and Write in the name of the methods.</param>
/// <param name="size">Its size.</param>
/// <param name="alignment">Its alignment.</param>
/// <param name="range">The numbers that may be received.</param>
internal sealed class PrimitiveType(string csharp, string method, int size, int alignment, ValueRange? range) : NdrType
{
    public override string CSharp => csharp;

    public override int Alignment20 => alignment;

    public override int LeastSize => size;

    public override void WriteInPlace(Code code, string value, Scope scope) => code.Line($"writer_.Write{method}({value});");

    public override string ReadInPlace(Code code, string maximum, Scope scope)
    {
        var value = code.Local($"reader_.Read{method}()");
        // [MS-RPCE] 2.2.4.14.1
        if (range is not null) code.Line($"reader_.CheckRange((long){value}, {range});");
        return value;
    }
}
