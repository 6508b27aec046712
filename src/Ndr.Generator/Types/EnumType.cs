using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>
/// An enum. One of C#'s default type is the IDL's, of 16 or 32 bits by syntax; one with a type of its own travels as that integer (uint or
/// int: v1_enum, [MS-RPCE] 2.2.4.6).
/// </summary>
/// <param name="csharp">The enum.</param>
/// <param name="underlying">The integer that it travels as; null for the IDL's enum.</param>
/// <param name="underlyingMethod">What comes behind Read and Write for it.</param>
/// <param name="size">The size of that integer; 2 for the IDL's enum.</param>
internal sealed class EnumType(string csharp, string? underlying, string underlyingMethod, int size) : NdrType
{
    public override string CSharp => csharp;

    public override int Alignment20 => size;

    // [MS-RPCE] 2.2.5.2
    public override int Alignment64 => underlying is null ? 4 : size;

    public override int LeastSize => size;

    public override void WriteInPlace(Code code, string value, Scope scope) =>
        code.Line(underlying is null ? $"writer_.WriteEnum((int){value});" : $"writer_.Write{underlyingMethod}(({underlying}){value});");

    public override string ReadInPlace(Code code, string maximum, Scope scope) =>
        code.Local(underlying is null ? $"({csharp})reader_.ReadEnum()" : $"({csharp})reader_.Read{underlyingMethod}()");
}
