using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

public class BudgetTests
{
    [Theory]
    [InlineData("ffffff7f")]
    [InlineData("ffffffff")]
    [InlineData("00000100")]
    public void A_count_of_more_than_the_message_holds_costs_nothing(string count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            Codec.Fact(() =>
            Codec.Read<Arrays>(count + "00000100" + "00000200" + "00000000" + "000000000000" + "0000" + "00000000" + count)),
            new[] { Malformed.BadLength, Malformed.Truncated });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void What_is_decoded_stays_in_proportion_to_what_was_sent()
    {
        // 4,096 null pointers, 4 bytes each, would become twice 4,096 pointers: more than the budget that is given here.
        var bytes = new byte[4 + 4 + 4 + 6 + 2 + 4 + 4 + 4 * 4096];
        BitConverter.TryWriteBytes(bytes, 4096u);
        bytes[4] = 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(24), 4096u);
        Assert.Equal(4096, Codec.Read<Arrays>(bytes, default).Names!.Length);
        Assert.Equal(Malformed.OverBudget, Codec.Fact(() =>
        {
            var reader = new NdrReader(bytes, default, new NdrBudget(50_000));
            Arrays.ReadNdr(ref reader);
        }));
    }

    [Fact]
    public void A_string_without_terminator_is_refused() => Assert.Equal(Malformed.BadString, Codec.Fact(() =>
    {
        var reader = new NdrReader(Convert.FromHexString("01000000" + "00000000" + "01000000" + "4100"), default);
        reader.ReadString(out _);
    }));

    [Fact]
    public void An_actual_count_above_the_maximum_is_refused() => Assert.Equal(Malformed.BadLength, Codec.Fact(() =>
    {
        var reader = new NdrReader(Convert.FromHexString("01000000" + "00000000" + "02000000" + "41000000"), default);
        reader.ReadString(out _);
    }));

    [Fact]
    public void An_offset_is_refused() => Assert.Equal(Malformed.BadLength, Codec.Fact(() =>
    {
        var reader = new NdrReader(Convert.FromHexString("02000000" + "01000000" + "01000000" + "0000"), default);
        reader.ReadString(out _);
    }));
}
