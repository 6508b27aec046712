using System.Text;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// What came of a stream, in words that do not depend on how it was cut. Numbers that a server makes up (groups, handles) are not in it.
/// </summary>
internal sealed class Trace
{
    private readonly StringBuilder _text = new();
    private HashCode _hash;

    public void Add(string what, params ReadOnlySpan<int> numbers)
    {
        _text.Append(what);
        foreach (var number in numbers) _text.Append(' ').Append(number);
        _text.Append('\n');
    }

    public void Bytes(string what, ReadOnlySpan<byte> bytes)
    {
        _hash.AddBytes(bytes);
        Add(what, bytes.Length, _hash.ToHashCode());
    }

    /// <summary>Each PDU of an output by its type, flags, length and call id.</summary>
    public void Output(ReadOnlySpan<byte> output)
    {
        while (output.Length >= 16)
        {
            var length = BitConverter.ToUInt16(output[8..]);
            Add("sent", output[2], output[3], length, BitConverter.ToInt32(output[12..]));
            output = output[length..];
        }

        if (!output.IsEmpty) throw new InvalidOperationException("What was sent is not made of whole PDUs.");
    }

    public override string ToString() => _text.ToString();
}
