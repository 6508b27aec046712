using System.Buffers;
using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

internal static class Codec
{
    public static byte[] Write<T>(T value, NdrSyntax syntax) where T : INdrType<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new NdrWriter(output, syntax);
        T.WriteNdr(ref writer, value);
        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    public static T Read<T>(ReadOnlyMemory<byte> bytes, NdrFormat format) where T : INdrType<T>
    {
        var reader = new NdrReader(bytes, format);
        return T.ReadNdr(ref reader);
    }

    public static T Read<T>(string hex, NdrSyntax syntax = NdrSyntax.Ndr20, bool bigEndian = false) where T : INdrType<T> =>
        Read<T>(Convert.FromHexString(hex), new(syntax, bigEndian));

    public static string Hex<T>(T value, NdrSyntax syntax = NdrSyntax.Ndr20) where T : INdrType<T> =>
        Convert.ToHexStringLower(Write(value, syntax));

    public static Malformed Fact(Action read) => Assert.Throws<MalformedException>(read).Fact;
}
