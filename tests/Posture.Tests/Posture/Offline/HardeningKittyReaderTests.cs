using System.Text;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Imported;
using Sekimori.Posture.Offline;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

public sealed class HardeningKittyReaderTests
{
    private const string Heading = "ID,Category,Name,Method,MethodArgument,RegistryPath,RegistryItem,ClassName,Namespace,Property,"
        + "DefaultValue,RecommendedValue,Operator,Severity\r\n";

    private const string List = Heading
        + "10100,\"Security, Options\",\"LAN \"\"Manager\"\" level\",Registry,,HKLM:\\System\\CurrentControlSet\\Control\\Lsa,"
        + "LmCompatibilityLevel,,,,3,5,>=,High\r\n"
        + "10101,WinRM,Basic,Registry,,HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft\\Windows\\WinRM\\Client,"
        + "AllowBasic,,,,1,0,=,Medium\r\n"
        + "10102,Accounts,Length,accountpolicy,,,,,,,0,14,>=,Medium\r\n10103,User,x,Registry,,HKCU:\\Software\\X,Y,,,,0,1,=,Low\r\n"
        + "10104,Odd,x,Registry,,HKLM:\\Software\\X,Y,,,,0,1,<=!0,Low\n";

    [Fact]
    public void Rows_about_the_registry_are_checks()
    {
        var list = HardeningKittyReader.Read(List, "cis.csv");
        Assert.Equal(["HK-10100", "HK-10101"], list.Checks.Select(check => check.Id));
        Assert.Equal(3, list.Skipped);
        Assert.Equal("LAN \"Manager\" level", list.Checks[0].Title.English);
        var facts = new HostFacts("h");
        facts.Add(RegistryFacts.Of(RegistryFileReader.Read("Windows Registry Editor Version 5.00\r\n\r\n"
            + "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n\"LmCompatibilityLevel\"=dword:00000003\r\n"
            + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Client]\r\n\"AllowBasic\"=dword:00000000\r\n"),
            Standing.Effective, "x.reg"));
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch) { Imported = list.Checks }).ToDictionary(
            one => one.Check.Id + one.Subject, one => (one.Outcome, one.Severity.ToString()));
        Assert.Contains(findings, one => one.Key.StartsWith("HK-10100", StringComparison.Ordinal) && one.Value == (Outcome.Fail, "High"));
        Assert.Contains(findings, one => one.Key.StartsWith("HK-10101", StringComparison.Ordinal) && one.Value.Outcome == Outcome.Pass);
    }

    [Theory]
    [InlineData(""), InlineData("a,b\n1,2\n"), InlineData(Heading + "1,\"open"), InlineData(Heading + ",x\n")]
    public void What_is_no_list_is_rejected(string text) =>
        Assert.Throws<MalformedException>(() => HardeningKittyReader.Read(text, "x"));

    [Fact]
    public void Mutated_lists_end_in_checks_or_a_named_fault()
    {
        var (random, seed) = (new Random(7), Encoding.UTF8.GetBytes(List));
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 2000); i++)
            try
            {
                HardeningKittyReader.Read(OfflineText.Decode(Mutation.Of(seed, random)), "x");
            }
            catch (MalformedException)
            {
                // Named.
            }
    }
}
