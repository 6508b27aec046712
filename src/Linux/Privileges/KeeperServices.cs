using Sekimori.Guard;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Privileges;

/// <summary>Lets the keeper change services. Everybody can read them from the system bus.</summary>
internal sealed class KeeperServices(PrivilegedKeeper keeper, IServiceManager everybodys) : IServiceManager
{
    public Task<IReadOnlyList<ServiceUnit>> ListAsync(string? name, CancellationToken cancellationToken) =>
        everybodys.ListAsync(name, cancellationToken);

    public Task<ServiceDetail> DetailAsync(string name, CancellationToken cancellationToken) =>
        everybodys.DetailAsync(name, cancellationToken);

    public Task StartAsync(string name, Caller caller, CancellationToken cancellationToken) => AskAsync(ServiceVerb.Start, name, caller);

    public Task StopAsync(string name, Caller caller, CancellationToken cancellationToken) => AskAsync(ServiceVerb.Stop, name, caller);

    public Task SetStartAsync(string name, ServiceStart start, Caller caller, CancellationToken cancellationToken) => AskAsync(
        start switch
        {
            ServiceStart.Automatic => ServiceVerb.Automatic,
            ServiceStart.Manual => ServiceVerb.Manual,
            _ => ServiceVerb.Disabled,
        }, name, caller);

    private Task AskAsync(ServiceVerb verb, string name, Caller caller) =>
        KeeperOrders.DoAsync(keeper, PrivilegedOrder.Service, caller, writer =>
    {
        writer.Write((byte)verb);
        writer.Write(name);
    });
}
