using System.Buffers.Binary;
using Sekimori.Fuzz.Wmi;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Hostile;

/// <summary>Objects that were made to mislead their reader end in a named fact or in an object, with bounded memory.</summary>
[Trait("Size", "Large")]
public sealed class HostileObjectTests
{
    // What reading may allocate for a byte of an object, and for an object at all: sixteen bytes for each element, strings of UTF-16,
    // and an item may be referred to several times within the budget.
    private const long MostForByte = 256, MostAtAll = 1 << 20;

    private static readonly WmioDecoder Decoder = new(new WmioLimits());

    public static TheoryData<string> Names => [.. HostileObjects.Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_ends_as_it_says(string name)
    {
        var (bytes, end) = HostileObjects.Rows[name];
        Assert.Equal(end, Read(bytes()));
    }

    /// <summary>
    /// A class with methods and an instance with everything: each number that a place can hold wrongly, in places of every kind. References
    /// that are cycles, signatures within themselves, lengths past the end are all among them.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Every_wrong_number_in_places_of_every_kind_ends_in_an_object_or_a_fact(int seed)
    {
        var whole = WmioSeeds.Own()[seed];
        var (read, malformed) = (0, 0);
        foreach (var number in (uint[])[0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, (uint)whole.Length, (uint)whole.Length - 8])
            // Steps that are no divisors of the sizes of the tables: every kind of place is met, in seconds.
            for (var at = 8; at + 4 <= whole.Length; at += 7)
            {
                var bytes = whole.ToArray();
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), number);
                if (Read(bytes) is null) read++;
                else malformed++;
            }

        Assert.True(read > 100 && malformed > 100, $"{read} and {malformed}");
    }

    /// <summary>Every reference of a class to every place of its heaps: cycles of methods, signatures and qualifiers.</summary>
    [Fact]
    public void References_to_places_of_every_kind_end_in_an_object_or_a_fact()
    {
        var whole = HostileObjects.UnitOf(WmioSeeds.Outer);
        for (var at = 8; at + 4 <= whole.Length; at += 17)
            for (var to = 0; to < whole.Length; to += 101)
            {
                var bytes = whole.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), to);
                Read(bytes);
            }
    }

    private static Malformed? Read(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Decoder.DecodeUnit(bytes);
            return null;
        }
        catch (MalformedException malformed)
        {
            return malformed.Fact;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAtAll + MostForByte * bytes.Length);
        }
    }
}
