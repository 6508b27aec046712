using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Callers outside, with tickets that came through the gate, at targets where the gate acts for them (S4U2proxy): a real KDC decides.
/// </summary>
[Collection(DelegationCollection.Name)]
[Trait("Peer", "kerberos")]
[Trait("Size", "Large")]
public abstract class DelegatedCallers(DelegationFixture fixture)
{
    private protected const string NoShell = "2150858843", Denied = "AccessDenied", NoTickets = "FILE:/nonexistent";

    private protected static readonly string[] Negotiate = ["--negotiate", "-u", ":"];

    private protected DelegationFixture Fixture => fixture;

    private protected static string Url(string target, string gate = DelegationFixture.Gate) => $"https://{gate}:443/to/{target}/wsman";

    internal static string Envelope(string name) =>
        Transfer("Get", $"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/{name}", "");

    private protected static string Transfer(string action, string resource, string selectors) => $"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>https://gate/wsman</a:To>
        <w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI><a:ReplyTo><a:Address s:mustUnderstand="true"
        >http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:Action s:mustUnderstand="true"
        >http://schemas.xmlsoap.org/ws/2004/09/transfer/{action}</a:Action><a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID>
        <w:OperationTimeout>PT20S</w:OperationTimeout><w:SelectorSet>{selectors}</w:SelectorSet></s:Header><s:Body/></s:Envelope>
        """;

    private protected void Need()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        PeerProgram.Need("curl", "curl");
    }

    private protected async Task<(string Status, string Answer)> GetAsync(string user, string target, string name)
    {
        Need();
        return await GetWithAsync(await fixture.GetTicketsAsync(user), target, name, Negotiate);
    }

    // Enumerates, since few classes have a single object.
    private protected Task<(string Status, string Answer)> GetWithAsync(string cache, string target, string name, params string[] logon) =>
        PostAsync(cache, target, Enumerate(name), logon);

    private protected static string Enumerate(string name) => Envelope(name)
        .Replace("2004/09/transfer/Get", "2004/09/enumeration/Enumerate", StringComparison.Ordinal)
        .Replace("<w:SelectorSet></w:SelectorSet>", "", StringComparison.Ordinal)
        .Replace("<s:Body/>", "<s:Body><n:Enumerate xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\">" +
            "<w:OptimizeEnumeration/></n:Enumerate></s:Body>", StringComparison.Ordinal);

    private protected async Task<(string Status, string Answer)> PostAsync(
        string cache, string target, string envelope, params string[] logon)
    {
        var gate = logon.Contains("--gate2") ? "gate2.lab.test" : DelegationFixture.Gate;
        var run = await fixture.RunAsync("curl", envelope, cache, ["-s", "--cacert", fixture.Authority,
            .. logon.Where(one => one != "--gate2"), "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", "@-", "-w",
            "\n%{http_code}", Url(target, gate)]);
        Assert.True(run.Code == 0, $"curl: {run.Code} {run.Errors}");
        var end = run.Output.LastIndexOf('\n');
        return (run.Output[(end + 1)..], run.Output[..end]);
    }
}
