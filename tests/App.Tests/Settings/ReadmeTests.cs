using Sekimori.App.Serve;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Tests.Settings;

public class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ja.md")]
    public void The_sample_of_the_README_says_the_defaults(string readme)
    {
        var settings = Read(readme, Sample(readme));
        var defaults = new GateSettings();
        Assert.Equal(defaults.Addresses, settings.Addresses);
        Assert.Equal(defaults.Allow.ToString(), settings.Allow.ToString());
        Assert.Equal(defaults.Commands.OrderBy(c => c.Key), settings.Commands.OrderBy(c => c.Key), new SameCommand());
        Assert.Equal(
            (defaults.Data, defaults.Rpc, defaults.WsManPorts, defaults.WsMan, defaults.Certificate, defaults.Secrets, defaults.Logon,
            defaults.Guard, defaults.Limits),
            (settings.Data, settings.Rpc, settings.WsManPorts, settings.WsMan, settings.Certificate, settings.Secrets, settings.Logon,
            settings.Guard with { Detection = settings.Guard.Detection with { Rules = [], Deny = [] } }, settings.Limits));
        Assert.True(settings.Guard.Detection is { Rules.IsEmpty: true, Deny.IsEmpty: true });
        Assert.Equal((defaults.Log, defaults.IsWmiEnabled, defaults.StoreConsumers),
            (settings.Log, settings.IsWmiEnabled, settings.StoreConsumers));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ja.md")]
    public void What_is_commented_out_in_the_sample_is_a_setting_too(string readme)
    {
        // Of the two ways to wrap keys, one is taken.
        var lines = Sample(readme).Split('\n')
            .Where(line => !line.Contains("keys.pfx", StringComparison.Ordinal) && line != "#  password-file: /etc/ssl/pw")
            .Select(line => line.TrimStart().StartsWith('#') && line.Contains(": ", StringComparison.Ordinal) ? Uncomment(line) : line);
        var settings = Read(readme, string.Join('\n', lines));
        Assert.Equal("/var/lib/sekimori", settings.Data);
        Assert.Equal("/etc/ssl/host.pem", settings.Certificate.File);
        Assert.Equal(("/etc/sekimori/policy.yaml", "/etc/sekimori/known.yaml", "loghost"),
            (settings.Guard.Policy, settings.Guard.Detection.Suppress, settings.Guard.Detection.Syslog?.Host));
        Assert.Equal(("/etc/krb5.keytab", "EXAMPLE"), (settings.Logon.Keytab, settings.Logon.Domain));
    }

    private static string Uncomment(string line)
    {
        var hash = line.IndexOf('#', StringComparison.Ordinal);
        return line[hash + 1] == ' ' && !line.StartsWith("#  ", StringComparison.Ordinal) ? line : line[..hash] + line[(hash + 1)..];
    }

    private static GateSettings Read(string name, string yaml) =>
        ServeSettingsFile.Read(SettingsDocument.Parse(new StringReader(yaml), name), name);

    private static string Sample(string readme)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, readme));
        var start = text.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private sealed class SameCommand : IEqualityComparer<KeyValuePair<string, string>>
    {
        public bool Equals(KeyValuePair<string, string> x, KeyValuePair<string, string> y) =>
            x.Key.Equals(y.Key, StringComparison.OrdinalIgnoreCase) && x.Value == y.Value;

        public int GetHashCode(KeyValuePair<string, string> obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Key);
    }
}
