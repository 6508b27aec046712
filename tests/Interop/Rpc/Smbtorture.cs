using System.Text.RegularExpressions;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>Samba's smbtorture: runs a suite and gives the outcome of each test.</summary>
internal static partial class Smbtorture
{
    /// <summary>Runs a suite.</summary>
    /// <param name="binding">The server, with options in brackets.</param>
    /// <param name="suite">The suite's name.</param>
    /// <param name="user">"DOMAIN\user%password"; "%" for nobody.</param>
    /// <returns>The outcome by test: "success", "failure", "error" or "skip".</returns>
    public static Task<(Dictionary<string, string> Outcomes, string Output)> RunAsync(string binding, string suite, string user = "%") =>
        RunAsync(binding, suite, user, null);

    /// <summary>Runs a suite against the realm's own server over its local transport.</summary>
    public static Task<(Dictionary<string, string> Outcomes, string Output)> RunLocallyAsync(string suite, string user) =>
        RunAsync("ncalrpc:", suite, user, Realm.SmbConf);

    private static async Task<(Dictionary<string, string> Outcomes, string Output)> RunAsync(
        string binding, string suite, string user, string? smbConf)
    {
        PeerProgram.Need("smbtorture", "samba-testsuite");
        var folder = Directory.CreateTempSubdirectory("smbtorture").FullName;
        try
        {
            var settings = Path.Combine(folder, "smb.conf");
            await File.WriteAllTextAsync(settings,
                string.Concat("[global]\n", string.Concat(Folders.Select(name => $"{name} = {folder}\n"))));
            var (_, output) = await Peer.RunAsync("smbtorture", "-s", smbConf ?? settings, "-U", user, binding, suite);
            var outcomes = Outcome().Matches(output).GroupBy(match => match.Groups[2].Value)
                .ToDictionary(group => group.Key, group => group.Last().Groups[1].Value);
            return (outcomes, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a suite in which this many tests must succeed and none may do otherwise.</summary>
    public static async Task PassesAsync(string binding, string suite, int count, string user = "%")
    {
        var (outcomes, output) = await RunAsync(binding, suite, user);
        Assert.True(outcomes.Count == count && outcomes.Values.All(outcome => outcome == "success"), output);
    }

    private static readonly string[] Folders = ["lock directory", "state directory", "cache directory", "private dir", "pid directory"];

    [GeneratedRegex(@"^(success|failure|error|skip): ([^\s\[]+)", RegexOptions.Multiline)]
    private static partial Regex Outcome();
}
