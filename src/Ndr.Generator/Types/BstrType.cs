using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>FLAGGED_WORD_BLOB, which is always behind a pointer: its count is read in place ([MS-OAUT] 2.2.23.1).</summary>
internal sealed class BstrType : NdrType
{
    public override string CSharp => "string";

    public override bool IsObject => true;

    public override int Alignment20 => 4;

    public override int Alignment64 => 8;

    public override int LeastSize => 12;

    public override void WriteInPlace(Code code, string value, Scope scope) => code.Line($"writer_.WriteBstr({value});");

    // The blob itself may say that there is no string: so does a null pointer.
    public override string ReadInPlace(Code code, string maximum, Scope scope) => code.Local("reader_.ReadBstr()");
}
