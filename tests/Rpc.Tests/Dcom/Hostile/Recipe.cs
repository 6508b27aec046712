using System.Buffers.Binary;
using System.Globalization;
using Sekimori.Dcom.References;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Tests.Hostile;

/// <summary>Makes the bytes of a row of hostile-dcom.txt, whose head describes the words.</summary>
/// <param name="names">What words stand for besides: identifiers of one test's objects.</param>
internal sealed class Recipe(IReadOnlyDictionary<string, Guid> names)
{
    private static readonly Guid Iid = IFinder.Info.Id.Uuid;
    private static readonly StdObjref Std = new(0, 5, 1, 2, new("99999999-2222-3333-4444-555555555555"));
    private static readonly DualStringArray Bindings = DualStringArray.Of(
        [new(StringBinding.Tcp, "host[49152]")], [new(SecurityBinding.Kerberos, "host/a")]);

    // Frames of captures: what stands before the OBJREF in their stubs is not part of it.
    private static readonly Dictionary<string, byte[]> Bases = new()
    {
        ["standard"] = new StandardObjref(Iid, Std, Bindings).ToArray(),
        ["handler"] = new HandlerObjref(Iid, Std, Iid, Bindings).ToArray(),
        ["custom"] = new CustomObjref(Iid, Iid, new byte[] { 1, 2, 3 }).ToArray(),
        ["extended"] = new ExtendedObjref(Iid, Std, DualStringArray.Empty, Iid, new byte[] { 1, 2, 3 }).ToArray(),
        ["request"] = Convert.FromHexString(WindowsStubs.CreateInstance)[48..],
        ["reply"] = Convert.FromHexString(WindowsStubs.CreateInstanceReply)[20..],
    };

    /// <summary>The bytes.</summary>
    public byte[] Make(string text)
    {
        var bytes = new List<byte>();
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        while (words.TryDequeue(out var word))
        {
            if (word.EndsWith("*(", StringComparison.Ordinal)) Repeat(int.Parse(word[..^2], CultureInfo.InvariantCulture), words, bytes);
            else Take(word, bytes);
        }

        return [.. bytes];
    }

    private void Repeat(int count, Queue<string> words, List<byte> bytes)
    {
        var one = new List<byte>();
        while (words.Dequeue() is var word && word != ")") Take(word, one);
        for (; count > 0; count--) bytes.AddRange(one);
    }

    private void Take(string word, List<byte> bytes)
    {
        var (kind, rest) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? (word[..colon], word[(colon + 1)..])
            : ("", word);
        switch (kind)
        {
            case "base":
                bytes.AddRange(Bases[rest]);
                break;
            case "cut":
                bytes.RemoveRange((int)Number(rest), bytes.Count - (int)Number(rest));
                break;
            case "set":
                var equals = rest.IndexOf('=', StringComparison.Ordinal);
                var over = One(rest[(equals + 1)..]);
                for (var i = 0; i < over.Length; i++) bytes[(int)Number(rest[..equals]) + i] = over[i];
                break;
            default:
                bytes.AddRange(One(word));
                break;
        }
    }

    private byte[] One(string word)
    {
        if (names.TryGetValue(word, out var guid)) return guid.ToByteArray();
        if (word == "this") return [5, 0, 7, 0, .. new byte[8], .. Iid.ToByteArray(), .. new byte[4]];
        var number = new byte[8];
        if (word.Length < 4 || word[0] != 'u') return Convert.FromHexString(word);
        BinaryPrimitives.WriteUInt64LittleEndian(number, Number(word[4..]));
        return number[..(int.Parse(word[1..3], CultureInfo.InvariantCulture) / 8)];
    }

    /// <summary>A decimal number, or a hexadecimal one after 0x.</summary>
    public static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
