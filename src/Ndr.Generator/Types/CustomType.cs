using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>A type that implements INdrType by hand. It has no pointers, and aligns itself.</summary>
internal sealed class CustomType(string csharp, bool isObject) : NdrType
{
    public override string CSharp => csharp;

    public override bool IsObject => isObject;

    // The strictest alignment of NDR: a structure around it is never aligned too little.
    public override int Alignment20 => 4;

    public override int Alignment64 => 8;

    public override int LeastSize => 1;

    public override void WriteInPlace(Code code, string value, Scope scope) => code.Line($"{csharp}.WriteNdr(ref writer_, {value});");

    public override string ReadInPlace(Code code, string maximum, Scope scope) => code.Local($"{csharp}.ReadNdr(ref reader_)");
}
