using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The variables that every session gets: /etc/environment, see pam_env(8). The server's own environment is not passed on.
/// </summary>
internal sealed class EnvironmentProvider(LinuxHost host, PrivilegedKeeper? keeper) : CimProvider<Win32Environment>
{
    private const string System = "<SYSTEM>";

    private readonly EnvironmentFile _file = new(host.Paths);

    public override bool MayBlock => false;

    public override ValueTask PutAsync(ProviderChange change)
    {
        foreach (var property in change.Changed)
            if (property.Index != Win32Environment.At.VariableValue)
                throw new CimException(CimStatus.InvalidParameter, $"Win32_Environment.{property.Name} cannot be changed.");
        var wanted = (Win32Environment)change.Instance;
        if (change.Changed.Count > 0)
            Set(change.Caller, wanted.Name!, wanted.VariableValue ?? "");
        return ValueTask.CompletedTask;
    }

    public override ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
    {
        var wanted = (Win32Environment)change.Instance;
        if (wanted.UserName is not (null or System) || wanted.SystemVariable == false)
            throw new CimException(CimStatus.InvalidParameter, $"Only system variables are supported: UserName must be {System}.");
        if (wanted.Name is not { } name)
            throw new CimException(CimStatus.InvalidParameter, "A variable needs a Name.");
        if (_file.Read().ContainsKey(name))
            throw new CimException(CimStatus.AlreadyExists, $"The variable {name} already exists.");
        Set(change.Caller, name, wanted.VariableValue ?? "");
        return new(Variable(name, "").GetPath()!);
    }

    public override ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        _ = path.TryGetKey("Name", out var name);
        Set(caller, name.AsString!, null);
        return ValueTask.CompletedTask;
    }

    protected override IEnumerable<Win32Environment> Enumerate(ProviderRequest request)
    {
        foreach (var (name, value) in _file.Read())
            yield return Variable(name, value);
    }

    private void Set(Caller caller, string name, string? value)
    {
        if (keeper is null) _file.Set(name, value);
        else KeeperOrders.Do(keeper, PrivilegedOrder.SetVariable, caller, writer =>
        {
            writer.Write(name);
            writer.Write(value is not null);
            writer.Write(value ?? "");
        });
    }

    private static Win32Environment Variable(string name, string value) => new()
    {
        Caption = $"{System}\\{name}",
        Description = $"{System}\\{name}",
        Name = name,
        Status = "OK",
        SystemVariable = true,
        UserName = System,
        VariableValue = value,
    };
}
