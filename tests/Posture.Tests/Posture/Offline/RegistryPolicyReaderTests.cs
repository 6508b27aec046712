using System.Text;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

public sealed class RegistryPolicyReaderTests
{
    private const string Key = @"SOFTWARE\Policies\Microsoft\Windows\WinRM\Service";

    [Fact]
    public void Values_of_every_type_are_read()
    {
        var file = PolicyFile.Of(
            (Key, "AllowBasic", 4, [0, 0, 0, 0]), (Key, "Text", 1, Encoding.Unicode.GetBytes("O:NSG\0")),
            (Key, "List", 7, Encoding.Unicode.GetBytes("a\0b\0\0")), (Key, "Bytes", 3, [0xca, 0xfe]),
                (Key, "Long", 11, [1, 0, 0, 0, 1, 0, 0, 0]));
        Assert.Equal(["0", "O:NSG", "a,b", "cafe", "4294967297"], RegistryPolicyReader.Read(file, "HKLM").Select(entry => entry.Value));
        Assert.All(RegistryPolicyReader.Read(file, "HKLM"), entry => Assert.Equal(@"HKLM\" + Key, entry.Key));
    }

    [Theory]
    [InlineData("**del.AllowBasic"), InlineData("**Del.AllowBasic"), InlineData("**DEL.allowbasic"), InlineData("**DelVals."),
        InlineData("**delvals.")]
    public void An_order_takes_a_value_away(string name)
    {
        var file = PolicyFile.Of((Key, "AllowBasic", 4, [1, 0, 0, 0]), (Key, name, 1, Encoding.Unicode.GetBytes(" \0")));
        var fact = Assert.Single(RegistryFacts.Of(RegistryPolicyReader.Read(file, "HKLM"), Standing.Policy, "x"));
        Assert.Equal(Standing.Removed, fact.Standing);
    }

    [Fact]
    public void Lists_of_names_and_keys_take_away()
    {
        var file = PolicyFile.Of(
            (Key, "A", 4, [1, 0, 0, 0]), (Key, "B", 4, [1, 0, 0, 0]), (Key + @"\WinRS", "C", 4, [1, 0, 0, 0]), (Key, "D", 4, [1, 0, 0, 0]),
            (Key, "**DeleteValues", 1, Encoding.Unicode.GetBytes("A;b\0")), (Key, "**DeleteKeys", 1, Encoding.Unicode.GetBytes("WinRS\0")));
        var facts = RegistryFacts.Of(RegistryPolicyReader.Read(file, "HKLM"), Standing.Policy, "x");
        Assert.Equal("D", Assert.Single(facts, fact => fact.Standing == Standing.Policy).Subject.Split('!')[1]);
    }

    [Fact]
    public void The_second_entry_of_a_name_counts()
    {
        var file = PolicyFile.Of((Key, "AllowBasic", 4, [1, 0, 0, 0]), (Key.ToUpperInvariant(), "allowbasic", 4, [0, 0, 0, 0]));
        Assert.Equal("0", Assert.Single(RegistryFacts.Of(RegistryPolicyReader.Read(file, "HKLM"), Standing.Policy, "x")).Value);
    }

    [Fact]
    public void A_size_beyond_the_file_is_a_named_fault()
    {
        var file = PolicyFile.Of((Key, "AllowBasic", 4, [1, 0, 0, 0]));
        // The size stands four bytes, a separator and the end before the end: data 4, ';' 2, ']' 2.
        file[^12] = 0xff;
        file[^9] = 0xff;
        Assert.Equal(Malformed.BadLength, Assert.Throws<MalformedException>(() => RegistryPolicyReader.Read(file, "HKLM")).Fact);
    }

    [Fact]
    public void Every_beginning_of_a_file_is_a_named_fault_or_a_shorter_file()
    {
        var file = PolicyFile.Of((Key, "AllowBasic", 4, [1, 0, 0, 0]), (Key, "B", 1, [0, 0]));
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.True(RegistryPolicyReader.Read(file.AsSpan(0, length), "HKLM").Count < 2);
            }
            catch (MalformedException)
            {
                // Named.
            }
        }
    }
}
