using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>What the codecs of structures and of unions have in common.</summary>
internal static class CodecEmitter
{
    public const string Reader = "ref global::Sekimori.Ndr.NdrReader reader_";
    public const string Writer = "ref global::Sekimori.Ndr.NdrWriter writer_";

    /// <summary>Emits the codec of a value that no other construct encloses.</summary>
    public static void EmitWhole(Code code, NdrType type)
    {
        code.Open($"public static {type.CSharp} ReadNdr({Reader})");
        code.Line($"return {type.ReadWhole(code, new Scope())};");
        code.Close();
        code.Open($"public static void WriteNdr({Writer}, {type.CSharp} value)");
        type.WriteWhole(code, "value", new Scope());
        code.Close();
    }
}
