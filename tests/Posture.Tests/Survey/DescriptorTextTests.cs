using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey.Logon;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Survey;

public sealed class DescriptorTextTests
{
    // [MS-DTYP] 2.4.2.2.
    private const string Everyone = "010100000000000100000000";

    [Theory]
    [InlineData("D:(A;;0x6003f;;;S-1-5-32-544)", "Pass"), InlineData("D:(A;;0x23;;;S-1-1-0)", "Fail")]
    [InlineData("D:(A;;0x13;;;S-1-1-0)(A;;0x6003f;;;S-1-5-32-544)", "Pass"), InlineData("D:(D;;0x23;;;S-1-1-0)", "Pass")]
    [InlineData("D:(A;;0x21;;;S-1-5-21-1-2-3-1104)", "Fail"), InlineData("x", "Error")]
    public void Remote_rights_of_more_than_administrators_are_a_finding(string list, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        var facts = new HostFacts("h");
        facts.Add(new Fact(FactId.NamespaceSecurity, "root/cimv2", list, FactSource.Logon));
        Assert.Equal(outcome, Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Single(one => one.Check.Id == "A03").Outcome);
    }

    [Fact]
    public void A_descriptor_is_read()
    {
        var bytes = Descriptor();
        Assert.Equal("D:(A;;0x6003f;;;S-1-5-32-544)(D;;0x20;;;S-1-1-0)", DescriptorText.Of(bytes));
        bytes[16] = bytes[17] = bytes[18] = bytes[19] = 0;
        Assert.Equal("D:(A;;0x1fffff;;;S-1-1-0)", DescriptorText.Of(bytes));
    }

    [Fact]
    public void Any_bytes_end_in_text_or_a_named_fact()
    {
        var random = new Random(23);
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 2000); i++)
        {
            try
            {
                Assert.StartsWith("D:", DescriptorText.Of(Mutation.Of(Descriptor(), random)));
            }
            catch (MalformedException)
            {
            }
        }
    }

    private static byte[] Descriptor()
    {
        byte[] Entry(byte type, uint mask, string sid)
        {
            var trustee = Convert.FromHexString(sid);
            return [type, 0, (byte)(8 + trustee.Length), 0, .. BitConverter.GetBytes(mask), .. trustee];
        }

        byte[] entries = [.. Entry(0, 0x6003f, "01020000000000052000000020020000"), .. Entry(1, 0x20, Everyone)];
        return
        [
            1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, (byte)(8 + entries.Length), 0, 2, 0, 0, 0, .. entries,
        ];
    }
}
