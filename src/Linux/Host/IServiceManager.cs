using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Linux.Host;

/// <summary>The seam to the init system that runs services. If it does not run, every method throws <see cref="CimException"/> with
/// <see cref="CimStatus.NotAvailable"/>; where it refuses, with another status.</summary>
internal interface IServiceManager
{
    /// <summary>The services that are loaded or installed.</summary>
    /// <param name="name">Only the one of this name; null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The services.</returns>
    Task<IReadOnlyList<ServiceUnit>> ListAsync(string? name, CancellationToken cancellationToken);

    /// <summary>What is known of one service.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The details.</returns>
    Task<ServiceDetail> DetailAsync(string name, CancellationToken cancellationToken);

    /// <summary>Starts to start a service.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it has been started.</returns>
    Task StartAsync(string name, Caller caller, CancellationToken cancellationToken);

    /// <summary>Starts to stop a service.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it has been started.</returns>
    Task StopAsync(string name, Caller caller, CancellationToken cancellationToken);

    /// <summary>Sets when a service is started.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">When.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it has been set.</returns>
    Task SetStartAsync(string name, ServiceStart start, Caller caller, CancellationToken cancellationToken);
}
