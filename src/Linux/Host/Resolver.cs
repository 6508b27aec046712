using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>Name servers and domains from resolv.conf(5).</summary>
internal sealed record Resolver(string[] Servers, string[] Search)
{
    public string? Domain => Search.Length > 0 ? Search[0] : null;

    public static Resolver Read(string etc)
    {
        var servers = new List<string>();
        string[] search = [];
        foreach (var line in Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(etc, "resolv.conf"), 64 << 10)).Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var server, ..])
                servers.Add(server);
            else if (words is ["search" or "domain", ..])
                search = words[1..]; // the last one counts
        }
        return new Resolver([.. servers], search);
    }
}
