using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sekimori.Client.Rpc;

/// <summary>
/// Where an RPC server is: a string binding as people write it ([C706] 3.1), "host", "host[port]", "ncacn_ip_tcp:host[port]" or
/// "ncalrpc:[/path]".
/// </summary>
/// <param name="Host">Name or address; empty on the local transport.</param>
/// <param name="Port">The TCP port; null if the endpoint mapper knows it.</param>
/// <param name="Path">The Unix socket of the local transport; null over TCP.</param>
public sealed record RpcBinding(string Host, int? Port = null, string? Path = null)
{
    /// <summary>The endpoint mapper's port.</summary>
    public const int EndpointMapperPort = 135;

    private const string Tcp = "ncacn_ip_tcp:";
    private const string Local = "ncalrpc:";

    /// <summary>Reads a string binding: <c>host</c>, <c>host[port]</c>, <c>ncacn_ip_tcp:host[port]</c> or <c>ncalrpc:[/path]</c>.</summary>
    /// <exception cref="FormatException">The text is not a string binding.</exception>
    public static RpcBinding Parse(string text) =>
        TryParse(text, out var binding)
        ? binding
        : throw new FormatException($"'{text}' is not a string binding. Write host, host[port] or ncalrpc:[/path].");

    /// <summary>Reads a string binding. An IPv6 address is unchanged before "[port]": "fe80::1[135]".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RpcBinding? binding)
    {
        ArgumentNullException.ThrowIfNull(text);
        binding = null;
        var isLocal = text.StartsWith(Local, StringComparison.OrdinalIgnoreCase);
        var rest = isLocal ? text[Local.Length..] : text.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase) ? text[Tcp.Length..] : text;
        string? endpoint = null;
        if (rest.EndsWith(']') && rest.LastIndexOf('[') is >= 0 and var open)
        {
            endpoint = rest[(open + 1)..^1];
            rest = rest[..open];
        }

        if (isLocal)
        {
            if (rest.Length == 0 && !string.IsNullOrEmpty(endpoint)) binding = new("", null, endpoint);
            return binding is not null;
        }

        if (rest.Length == 0 || rest.AsSpan().ContainsAny(" []/")) return false;
        // Another protocol sequence, as ncacn_np:host, is not a host.
        if (rest.Contains(':') && !System.Net.IPAddress.TryParse(rest, out _)) return false;
        if (endpoint is null)
            binding = new(rest);
        else if (ushort.TryParse(endpoint, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
            binding = new(rest, port);
        return binding is not null;
    }

    /// <summary>The string binding.</summary>
    public override string ToString() => Path is not null ? $"{Local}[{Path}]" : Port is { } port ? $"{Tcp}{Host}[{port}]" : $"{Tcp}{Host}";
}
