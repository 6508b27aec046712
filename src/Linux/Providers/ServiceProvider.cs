using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The services of the init system.</summary>
internal sealed partial class ServiceProvider(LinuxHost host, IServiceManager services) : CimProvider<Win32Service>
{
    // Half of the time that a provider has for a call.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    protected override IEnumerable<Win32Service> Enumerate(ProviderRequest request)
    {
        var token = request.CancellationToken;
        var only = request.TryGetEqual(Win32Service.At.Name, out var name) ? name.AsString : null;
        var detailed = request.NeedsAny(
            Win32Service.At.ProcessId, Win32Service.At.PathName, Win32Service.At.StartName, Win32Service.At.ExitCode);
        var units = services.ListAsync(only, token).GetAwaiter().GetResult();
        // WQL has no case, the names of units have.
        if (only is not null && units.Count == 0)
            units = [.. services.ListAsync(null, token).GetAwaiter().GetResult()
                .Where(u => string.Equals(u.Name, only, StringComparison.OrdinalIgnoreCase))];
        foreach (var unit in units)
            // Only a loaded unit has more to say, and asking for another would load it.
            yield return Make(unit, detailed && unit.Description is not null
                ? services.DetailAsync(unit.Name, token).GetAwaiter().GetResult()
                : null);
    }

    [CimMethod(Role.Administrator)]
    private async Task<uint> StartService(CimObjectPath target, ProviderCall call)
    {
        var unit = await FindAsync(target, call).ConfigureAwait(false);
        if (IsActive(unit))
            return ServiceReturn.AlreadyRunning;
        return IsMasked(unit)
            ? ServiceReturn.Disabled
            : await ChangeAsync(services.StartAsync, unit.Name, running: true, call).ConfigureAwait(false);
    }

    [CimMethod(Role.Administrator)]
    private async Task<uint> StopService(CimObjectPath target, ProviderCall call)
    {
        var unit = await FindAsync(target, call).ConfigureAwait(false);
        return IsActive(unit)
            ? await ChangeAsync(services.StopAsync, unit.Name, running: false, call).ConfigureAwait(false)
            : ServiceReturn.NotActive;
    }

    [CimMethod(Role.Administrator)]
    private async Task<uint> ChangeStartMode(CimObjectPath target, string startMode, ProviderCall call)
    {
        ServiceStart? start = startMode.ToUpperInvariant() switch
        {
            "AUTOMATIC" => ServiceStart.Automatic,
            "MANUAL" => ServiceStart.Manual,
            "DISABLED" => ServiceStart.Disabled,
            _ => null,
        };
        if (start is null)
            return ServiceReturn.InvalidParameter;
        var unit = await FindAsync(target, call).ConfigureAwait(false);
        return await TryAsync(() => services.SetStartAsync(unit.Name, start.Value, call.Caller, call.CancellationToken))
            .ConfigureAwait(false);
    }

    private async Task<ServiceUnit> FindAsync(CimObjectPath target, ProviderCall call)
    {
        var name = target.TryGetKey("Name", out var key) ? key.AsString! : "";
        var units = await services.ListAsync(name, call.CancellationToken).ConfigureAwait(false);
        return units.Count > 0 ? units[0] : throw new CimException(CimStatus.NotFound, "No such service.");
    }

    private async Task<uint> ChangeAsync(Func<string, Caller, CancellationToken, Task> begin, string name, bool running, ProviderCall call)
    {
        var token = call.CancellationToken;
        var code = await TryAsync(() => begin(name, call.Caller, token)).ConfigureAwait(false);
        if (code != ServiceReturn.Success)
            return code;
        for (var begun = host.Time.GetTimestamp(); host.Time.GetElapsedTime(begun) < _patience;)
        {
            var units = await services.ListAsync(name, token).ConfigureAwait(false);
            var state = units.Count > 0 ? units[0].ActiveState : "inactive";
            if (state is "active" or "reloading")
            {
                if (running)
                    return ServiceReturn.Success;
            }
            else if (state is "inactive" or "failed")
            {
                // One that runs and is done at once ends as inactive: that is not a failure.
                return running && state == "failed" ? ServiceReturn.UnknownFailure : ServiceReturn.Success;
            }
            await Task.Delay(_poll, host.Time, token).ConfigureAwait(false);
        }
        return ServiceReturn.RequestTimeout;
    }

    private static async Task<uint> TryAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            return ServiceReturn.Success;
        }
        catch (CimException e) when (e.Status == CimStatus.AccessDenied)
        {
            return ServiceReturn.AccessDenied;
        }
        catch (CimException e) when (e.Status == CimStatus.Failed)
        {
            return ServiceReturn.UnknownFailure;
        }
    }

    private static bool IsActive(ServiceUnit unit) => unit.ActiveState is "active" or "reloading" or "activating";

    private static bool IsMasked(ServiceUnit unit) => unit.FileState is "masked" or "masked-runtime";

    private Win32Service Make(ServiceUnit unit, ServiceDetail? detail) => new()
    {
        Caption = unit.Description ?? unit.Name,
        Description = unit.Description,
        DisplayName = unit.Description ?? unit.Name,
        Name = unit.Name,
        Status = unit.ActiveState == "failed" ? "Error" : "OK",
        CreationClassName = "Win32_Service",
        SystemCreationClassName = "Win32_ComputerSystem",
        SystemName = host.Name,
        Started = IsActive(unit),
        State = unit.ActiveState switch
        {
            "active" or "reloading" => "Running",
            "activating" => "Start Pending",
            "deactivating" => "Stop Pending",
            "inactive" or "failed" => "Stopped",
            _ => "Unknown",
        },
        // A unit that is disabled, or static, can still be started by hand; a masked one cannot.
        StartMode = unit.FileState switch
        {
            "enabled" or "enabled-runtime" or "alias" => "Auto",
            "masked" or "masked-runtime" => "Disabled",
            null => null,
            _ => "Manual",
        },
        AcceptStop = IsActive(unit),
        AcceptPause = false,
        PathName = detail?.CommandLine,
        ProcessId = detail is null ? (IsActive(unit) ? null : 0u) : detail.MainProcess ?? 0,
        StartName = detail?.User,
        ExitCode = detail?.ExitCode,
    };
}
