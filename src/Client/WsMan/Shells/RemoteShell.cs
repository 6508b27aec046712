using System.Globalization;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>An open shell on a remote host ([MS-WSMV] 3.1.4.1.31). Disposing of it ends it there, with every process it started.</summary>
public sealed partial class RemoteShell : IAsyncDisposable
{
    /// <summary>A service that does not answer its last request in this time ends the shell by its idle time-out.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the last requests are sent again: a client that is closing should not wait for a service that does not answer.
    /// </summary>
    internal static readonly TimeSpan LastTries = TimeSpan.FromSeconds(3);

    private readonly WsManClient _client;
    private int _isClosed;

    internal RemoteShell(WsManClient client, string id)
    {
        _client = client;
        Id = id;
        Resource = new WsManResource(ShellNames.CommandShell, [new Selector(ShellNames.ShellId, id)]);
    }

    /// <summary>The shell's identity, as the service gave it.</summary>
    public string Id { get; }

    internal WsManResource Resource { get; }

    internal WsManClient Client => _client;

    /// <summary>Starts a command ([MS-WSMV] 3.1.4.11).</summary>
    public async Task<RemoteCommand> StartAsync(RemoteCommandOptions command, CancellationToken cancellationToken = default)
    {
        var request = new Request(Actions.Command, Resource)
        {
            Options = [Flag("WINRS_CONSOLEMODE_STDIN", command.ConsoleInput), Flag("WINRS_SKIP_CMD_SHELL", command.Direct)],
            Body = xml =>
            {
                xml.WriteStartElement("rsp", "CommandLine", Namespaces.Shell);
                xml.WriteElementString("rsp", "Command", Namespaces.Shell, command.Command);
                foreach (var argument in command.Arguments) xml.WriteElementString("rsp", "Arguments", Namespaces.Shell, argument);
                xml.WriteEndElement();
            },
        };
        var id = await _client.ExchangeAsync(request, ReadCommandId, null, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(id)
            ? throw Reply.Malformed(_client.Address, "it does not name the command that it started")
            : new RemoteCommand(this, id);
    }

    /// <summary>Ends the shell; if the service cannot be reached, its idle timeout does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        try
        {
            _ = await _client.ExchangeAsync<object?>(
                new Request(Actions.Delete, Resource) { Timeout = CloseTimeout, RetransmitFor = LastTries }, static _ =>
                null, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (WsManClientException)
        {
            // It has ended already, or is out of reach; disposing cannot do more about it.
        }
    }

    internal static Request CreateRequest(RemoteShellOptions options) => new(Actions.Create, new WsManResource(ShellNames.CommandShell, []))
    {
        Options = [Flag("WINRS_NOPROFILE", options.NoProfile),
            new RequestOption("WINRS_CODEPAGE", options.CodePage.ToString(CultureInfo.InvariantCulture), false)],
        Body = xml =>
        {
            xml.WriteStartElement("rsp", "Shell", Namespaces.Shell);
            // [MS-WSMV] 2.2.4.37 has an order of these elements; some services insist on it.
            if (options.Environment.Count > 0)
            {
                xml.WriteStartElement("rsp", "Environment", Namespaces.Shell);
                foreach (var (name, value) in options.Environment)
                {
                    xml.WriteStartElement("rsp", "Variable", Namespaces.Shell);
                    xml.WriteAttributeString("Name", name);
                    xml.WriteString(value);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            if (options.WorkingDirectory is { } directory) xml.WriteElementString("rsp", "WorkingDirectory", Namespaces.Shell, directory);
            if (options.IdleTimeout is { } idle) xml.WriteElementString("rsp", "IdleTimeOut", Namespaces.Shell, XsDuration.Format(idle));
            // [MS-WSMV] 2.2.4.37: a client that sends no input leaves this out.
            if (options.HasInput) xml.WriteElementString("rsp", "InputStreams", Namespaces.Shell, "stdin");
            xml.WriteElementString("rsp", "OutputStreams", Namespaces.Shell, "stdout stderr");
            xml.WriteEndElement();
        },
    };

    // Some services have it in the reference of x:ResourceCreated, some in rsp:Shell, Windows in both.
    internal static string ReadShellId(EnvelopeReader reader)
    {
        if (reader.Is("Shell", Namespaces.Shell))
        {
            var id = reader.Attribute("ShellId") ?? "";
            reader.Enter();
            while (reader.NextChild())
            {
                if (reader.LocalName == "ShellId") id = reader.ReadText();
                else reader.Skip();
            }

            return id;
        }

        var reference = EndpointReference.Read(reader, SoapLimits.Default);
        return reference.Selectors.FirstOrDefault(selector =>
            selector.Name.Equals(ShellNames.ShellId, StringComparison.OrdinalIgnoreCase))?.Value ?? "";
    }

    private static RequestOption Flag(string name, bool value) => new(name, value ? "TRUE" : "FALSE", false);

    private static string ReadCommandId(EnvelopeReader reader)
    {
        var id = "";
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.LocalName == "CommandId") id = reader.ReadText();
            else reader.Skip();
        }

        return id;
    }
}
