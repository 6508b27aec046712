using System.Text.Json;
using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Linux.Host;

/// <summary>systemd over D-Bus (org.freedesktop.systemd1(5)), through busctl, which comes with it.</summary>
/// <param name="address">The bus's address; null for the system's bus.</param>
internal sealed class SystemdServices(string? address = null) : IServiceManager
{
    private const string Destination = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const string Suffix = ".service";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ServiceUnit>> ListAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is not null && !IsUnitName(name))
            return [];
        var pattern = name is null ? "*" + Suffix : Unit(name);
        var loaded = await CallAsync(ManagerPath, Manager, "ListUnitsByPatterns", "asas", ["0", "1", pattern], cancellationToken)
            .ConfigureAwait(false);
        var files = await CallAsync(ManagerPath, Manager, "ListUnitFilesByPatterns", "asas", ["0", "1", pattern], cancellationToken)
            .ConfigureAwait(false);
        var states = files[0].EnumerateArray().DistinctBy(f => Path.GetFileName(f[0].GetString()))
            .ToDictionary(f => Path.GetFileName(f[0].GetString())!, f => f[1].GetString(), StringComparer.Ordinal);
        var units = new List<ServiceUnit>();
        foreach (var unit in loaded[0].EnumerateArray())
        {
            var full = unit[0].GetString()!;
            // "not-found" is a name that another unit mentions.
            if (unit[2].GetString() != "not-found")
                units.Add(
                    new ServiceUnit(full[..^Suffix.Length], unit[1].GetString(), unit[3].GetString()!, states.GetValueOrDefault(full)));
            states.Remove(full);
        }
        foreach (var (file, state) in states)
            // A template is not a service until it has an instance.
            if (!file.Contains("@.", StringComparison.Ordinal))
                units.Add(new ServiceUnit(file[..^Suffix.Length], null, "inactive", state));
        return units;
    }

    /// <inheritdoc/>
    public async Task<ServiceDetail> DetailAsync(string name, CancellationToken cancellationToken)
    {
        var unit = await CallAsync(ManagerPath, Manager, "LoadUnit", "s", [Unit(name)], cancellationToken).ConfigureAwait(false);
        var answer = await CallAsync(unit[0].GetString()!, "org.freedesktop.DBus.Properties", "GetAll", "s",
            ["org.freedesktop.systemd1.Service"], cancellationToken)
            .ConfigureAwait(false);
        var properties = answer[0];
        uint? process = Property(properties, "MainPID") is { } id && id.GetUInt32() > 0 ? id.GetUInt32() : null;
        var user = Property(properties, "User")?.GetString();
        string? command = null;
        // a(sasbttttuii): the program, and its arguments with the program as the first.
        if (Property(properties, "ExecStart") is { } start && start.GetArrayLength() > 0)
            command = string.Join(' ', start[0][1].EnumerateArray().Select(a => a.GetString()));
        return new ServiceDetail(process, command, string.IsNullOrEmpty(user) ? null : user,
            (uint?)Property(properties, "ExecMainStatus")?.GetInt32());
    }

    /// <inheritdoc/>
    public Task StartAsync(string name, Caller caller, CancellationToken cancellationToken) =>
        CallAsync(ManagerPath, Manager, "StartUnit", "ss", [Unit(name), "replace"], cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(string name, Caller caller, CancellationToken cancellationToken) =>
        CallAsync(ManagerPath, Manager, "StopUnit", "ss", [Unit(name), "replace"], cancellationToken);

    /// <inheritdoc/>
    public async Task SetStartAsync(string name, ServiceStart start, Caller caller, CancellationToken cancellationToken)
    {
        var unit = Unit(name);
        if (start == ServiceStart.Disabled)
        {
            await CallAsync(ManagerPath, Manager, "MaskUnitFiles", "asbb", ["1", unit, "false", "true"], cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await CallAsync(ManagerPath, Manager, "UnmaskUnitFiles", "asb", ["1", unit, "false"], cancellationToken).ConfigureAwait(false);
            if (start == ServiceStart.Automatic)
                await CallAsync(ManagerPath, Manager, "EnableUnitFiles", "asbb", ["1", unit, "false", "true"], cancellationToken)
                    .ConfigureAwait(false);
            else
                await CallAsync(ManagerPath, Manager, "DisableUnitFiles", "asb", ["1", unit, "false"], cancellationToken)
                    .ConfigureAwait(false);
        }
        await CallAsync(ManagerPath, Manager, "Reload", "", [], cancellationToken).ConfigureAwait(false);
    }

    private static JsonElement? Property(JsonElement properties, string name) =>
        properties.TryGetProperty(name, out var variant) ? variant.GetProperty("data") : null;

    // systemd.unit(5): letters, digits and these, at most 255 characters with the suffix. None means anything to a pattern.
    private static bool IsUnitName(string name) =>
        name.Length is > 0 and < 240 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '@' or '\\');

    private static string Unit(string name) =>
        IsUnitName(name) ? name + Suffix : throw new CimException(CimStatus.NotFound, "No such service.");

    private async Task<JsonElement> CallAsync(
        string path, string @interface, string method, string signature, string[] arguments, CancellationToken token)
    {
        string[] bus = address is null ? ["--system"] : [$"--address={address}"];
        var (code, output, error) = await Command.RunAsync("busctl",
            [.. bus, "--json=short", "--no-pager", "--expect-reply=true", "--", "call", Destination, path, @interface, method,
            .. (string[])(signature.Length == 0 ? [] : [signature]), .. arguments], token)
            .ConfigureAwait(false);
        if (code != 0)
            throw new CimException(StatusOf(error), $"systemd: {error.Trim()}");
        if (output.Length == 0)
            return default;
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("data").Clone();
    }

    private static CimStatus StatusOf(string error)
    {
        if (error.Contains("denied", StringComparison.OrdinalIgnoreCase)
            || error.Contains("not permitted", StringComparison.OrdinalIgnoreCase)
            || error.Contains("authentication", StringComparison.OrdinalIgnoreCase))
            return CimStatus.AccessDenied;
        if (error.Contains("not found", StringComparison.OrdinalIgnoreCase)
            || error.Contains("not loaded", StringComparison.OrdinalIgnoreCase))
            return CimStatus.NotFound;
        return error.Contains("connect", StringComparison.OrdinalIgnoreCase)
            || error.Contains("not provided by any", StringComparison.OrdinalIgnoreCase)
            || error.Contains("No such file", StringComparison.OrdinalIgnoreCase)
            || error.Contains("not booted", StringComparison.OrdinalIgnoreCase)
            ? CimStatus.NotAvailable : CimStatus.Failed;
    }
}
