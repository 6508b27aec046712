using System.Net;

namespace Sekimori.Interop.Guard;

/// <summary>A listener that an administrator opens remotely follows the guard like those of the start.</summary>
public class ListenerTests
{
    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task A_listener_that_pywinrm_opens_serves_it_until_it_closes_it_and_is_on_record()
    {
        await Attacker.NeedAsync("winrm", "python3-winrm");
        await using var gate = await GuardedGate.StartAsync(role: "administrator");
        var port = Free();
        var (code, output) = await Attacker.RunAsync("""
            import sys, uuid, warnings, requests, winrm, xmltodict
            warnings.simplefilter('ignore')
            config, transfer = 'http://schemas.microsoft.com/wbem/wsman/1/config', 'http://schemas.xmlsoap.org/ws/2004/09/transfer/'

            def connect(url):
                return winrm.protocol.Protocol(endpoint=url, transport='basic', username='alice', password='Geheim-1234', server_cert_validation='ignore')

            # As winrm create and winrm delete send it: the keys as selectors, the rest in the body.
            def ask(p, action, body):
                envelope = {'env:Envelope': p._get_soap_header(resource_uri=config + '/listener', action=transfer + action, message_id=uuid.uuid4())}
                keys = {'Address': 'IP:' + sys.argv[2], 'Transport': 'HTTPS'}
                envelope['env:Envelope']['env:Header']['w:SelectorSet'] = {'w:Selector': [{'@Name': n, '#text': v} for n, v in keys.items()]}
                envelope['env:Envelope']['env:Body'] = body
                return p.send_message(xmltodict.unparse(envelope))

            ask(connect(sys.argv[1]), 'Create', {'cfg:Listener': {'@xmlns:cfg': config, 'cfg:Port': sys.argv[3], 'cfg:Enabled': 'true', 'cfg:URLPrefix': 'manage'}})
            p = connect('https://%s:%s/manage' % (sys.argv[2], sys.argv[3]))
            shell = p.open_shell()
            command = p.run_command(shell, 'echo', ['served'])
            print(p.get_command_output(shell, command))
            p.close_shell(shell)
            ask(p, 'Delete', {})
            try:
                connect('https://%s:%s/manage' % (sys.argv[2], sys.argv[3])).open_shell(); sys.exit('let in')
            except requests.exceptions.ConnectionError: pass
            """, $"https://{GuardedGate.Address}:{gate.HttpsPort}/wsman", "127.0.0.32", $"{port}");
        Assert.True(code == 0, output);
        Assert.Contains(@"(b'served\n', b'', 0)", output, StringComparison.Ordinal);
        await gate.AlertAsync("config_changed");
        var log = await gate.LogAsync();
        foreach (var what in new[]
        {
            $"IP:127.0.0.32+HTTPS created, port {port}, /manage, by alice", "IP:127.0.0.32+HTTPS deleted, by alice"
        })
            Assert.Contains(log, line => line.TryGetProperty("texts", out var texts) && texts[0].GetString() == what);
        // Evaluated on the new listener as on the others.
        Assert.Contains(log, line => line.TryGetProperty("server_port", out var at) && at.GetInt32() == port
            && line.GetProperty("type").GetString() == "connect" && line.GetProperty("verdict").GetString() == "allow");
    }

    private static int Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Parse("127.0.0.32"), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
