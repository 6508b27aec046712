using Sekimori.Cim.Model;

namespace Sekimori.Cim.Tests.Model;

public class CimObjectPathTests
{
    [Theory]
    [InlineData("Win32_Process")]
    [InlineData("Win32_Process.Handle=\"4\"")]
    [InlineData("Win32_OperatingSystem=@")]
    [InlineData("Win32_LogicalDisk=\"C:\"")]
    [InlineData(@"root\cimv2:Win32_Process.Handle=""4""")]
    [InlineData(@"\\HOST\root\cimv2:Win32_Process.Handle=""4""")]
    [InlineData(@"A.X=1,Y=-5,Z=TRUE,W=18446744073709551615")]
    [InlineData(@"A.X=""say \""hi\"" C:\\x""")]
    [InlineData(@"L.A=""B.C=\""d\"""",E=""x,y=z""")]
    public void A_path_is_read_and_written_back(string text) => Assert.Equal(text, CimObjectPath.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1abc")]
    [InlineData("A.")]
    [InlineData("A.X")]
    [InlineData("A.X=")]
    [InlineData("A.X=\"unclosed")]
    [InlineData("A.X=1,")]
    [InlineData("A.X=1 Y=2")]
    [InlineData("A.X=1,x=2")]
    [InlineData("A=@x")]
    [InlineData("A=\"b\" c")]
    [InlineData(@"\\HOST")]
    [InlineData(@"\\HOST\root")]
    [InlineData("A.X=nonsense")]
    [InlineData("A B.X=1")]
    public void What_is_no_path_is_refused(string text) => Assert.False(CimObjectPath.TryParse(text, out _));

    [Theory]
    [InlineData("A.X=1,Y=2", "a.y=2,x=1", true)]
    [InlineData("A.X=\"b\"", "A.X=\"B\"", true)]
    [InlineData("A.X=\"b\"", "A=\"b\"", true)]
    [InlineData("A.X=1", "A.X=2", false)]
    [InlineData("A.X=1", "A.X=1,Y=2", false)]
    [InlineData("A.X=1", "B.X=1", false)]
    [InlineData("A", "A=@", false)]
    [InlineData(@"\\h\root\a:A.X=1", "A.X=1", true)]
    [InlineData(@"root\a:A.X=1", @"root\b:A.X=1", false)]
    public void Paths_name_the_same_object_or_do_not(string a, string b, bool same)
    {
        var (left, right) = (CimObjectPath.Parse(a), CimObjectPath.Parse(b));
        Assert.Equal(same, left.Equals(right));
        if (same)
            Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }
}
