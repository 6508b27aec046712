using Sekimori.Posture.Evaluation;

namespace Sekimori.Interop.Posture;

/// <summary>The ends of support of distributions compared with Debian's list of releases (package distro-info-data).</summary>
[Trait("Peer", "distro-info")]
public sealed class SupportDateTests
{
    [Theory]
    [InlineData("debian", "eol-lts", "11", "12", "13"), InlineData("ubuntu", "eol-server", "20.04", "22.04", "24.04", "26.04")]
    public void Our_dates_are_those_of_the_list(string distribution, string column, params string[] releases)
    {
        var path = $"/usr/share/distro-info/{distribution}.csv";
        if (!File.Exists(path)) Assert.Skip($"{path} is not here: install the package distro-info-data.");
        var rows = File.ReadLines(path).Select(line => line.Split(',')).ToList();
        var at = Array.IndexOf(rows[0], column);
        Assert.True(at > 0, string.Join(',', rows[0]));
        foreach (var release in releases)
        {
            // "24.04 LTS"; an older list has not heard of the newest ones.
            if (rows.Find(one => one[0].Split(' ')[0] == release) is not { } row || row.Length <= at) continue;
            Assert.Equal((release, row[at]), (release, SupportTable.End($"{distribution} {release}")));
        }

        Assert.Contains(rows, one => one[0].Split(' ')[0] == releases[0]);
    }
}
