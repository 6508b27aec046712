using Sekimori.Ndr.Attributes;
using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>
/// DUALSTRINGARRAY ([MS-DCOM] 2.2.19) as it travels: string bindings and security bindings in one array. <see cref="Read()"/> decodes them.
/// </summary>
/// <param name="NumEntries">wNumEntries: elements of <paramref name="Strings"/>.</param>
/// <param name="SecurityOffset">wSecurityOffset: where the security bindings begin.</param>
/// <param name="Strings">aStringArray.</param>
[NdrStruct]
internal sealed partial record DualStringArray(ushort NumEntries, ushort SecurityOffset, [SizeIs("NumEntries")] ushort[] Strings)
{
    /// <summary>No bindings: the smallest one that is legal.</summary>
    public static DualStringArray Empty { get; } = new(4, 2, [0, 0, 0, 0]);

    /// <summary>Encodes bindings.</summary>
    /// <param name="strings">Addresses, in order of preference.</param>
    /// <param name="security">Security providers, in order of preference.</param>
    /// <exception cref="ArgumentException">They are longer than 65,535 units.</exception>
    public static DualStringArray Of(IReadOnlyList<StringBinding> strings, IReadOnlyList<SecurityBinding> security)
    {
        ArgumentNullException.ThrowIfNull(strings);
        ArgumentNullException.ThrowIfNull(security);
        var units = new List<ushort>();
        foreach (var one in strings)
        {
            units.Add(one.TowerId);
            Add(units, one.Address);
        }

        // Without an entry, both zeros of an empty array stand there ([MS-DCOM] 2.2.19.1).
        if (strings.Count == 0) units.Add(0);
        units.Add(0);
        var offset = units.Count;
        foreach (var one in security)
        {
            units.Add(one.Service);
            // Reserved: 0xffff when sent.
            units.Add(0xffff);
            Add(units, one.Principal);
        }

        if (security.Count == 0) units.Add(0);
        units.Add(0);
        if (units.Count > ushort.MaxValue) throw new ArgumentException($"{units.Count} units do not fit into a DUALSTRINGARRAY");
        return new((ushort)units.Count, (ushort)offset, [.. units]);
    }

    /// <summary>Decodes the bindings.</summary>
    /// <exception cref="MalformedException">A string has no end, or the offset is outside.</exception>
    public (IReadOnlyList<StringBinding> Strings, IReadOnlyList<SecurityBinding> Security) Read()
    {
        if (SecurityOffset > Strings.Length)
            throw new MalformedException(Malformed.BadLength, $"security bindings at {SecurityOffset} of {Strings.Length}");
        var strings = new List<StringBinding>();
        for (var at = 0; at < SecurityOffset && Strings[at] != 0;)
        {
            var tower = Strings[at++];
            strings.Add(new(tower, ReadText(ref at, SecurityOffset)));
        }

        var security = new List<SecurityBinding>();
        for (var at = (int)SecurityOffset; at < Strings.Length && Strings[at] != 0;)
        {
            var service = Strings[at++];
            at++;
            security.Add(new(service, ReadText(ref at, Strings.Length)));
        }

        return (strings, security);
    }

    internal static DualStringArray Read(ref ByteReader reader)
    {
        var count = reader.ReadUInt16();
        var offset = reader.ReadUInt16();
        // Checked by the reader before memory is made for it.
        var bytes = reader.ReadBytes(count * 2);
        var strings = new ushort[count];
        for (var i = 0; i < count; i++) strings[i] = (ushort)(bytes[2 * i] | bytes[2 * i + 1] << 8);
        return new(count, offset, strings);
    }

    internal void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16(NumEntries);
        writer.WriteUInt16(SecurityOffset);
        foreach (var unit in Strings) writer.WriteUInt16(unit);
    }

    private static void Add(List<ushort> units, string text)
    {
        foreach (var unit in text) units.Add(unit);
        units.Add(0);
    }

    private string ReadText(ref int at, int end)
    {
        if (at < end && Array.IndexOf(Strings, (ushort)0, at, end - at) is >= 0 and var zero)
        {
            var start = at;
            at = zero + 1;
            return string.Create(zero - start, (Strings, start), static (text, from) =>
            {
                for (var i = 0; i < text.Length; i++) text[i] = (char)from.Strings[from.start + i];
            });
        }

        throw new MalformedException(Malformed.BadString, "a binding without terminator");
    }
}
