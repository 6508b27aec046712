using Sekimori.Guard;

namespace Sekimori.Linux.Host;

/// <summary>The interface to what can restart this host or turn it off.</summary>
internal interface IPowerControl
{
    /// <summary>Restarts the host.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>0 if it has been started, else an error number of the system.</returns>
    Task<uint> RebootAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Turns the host off.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>0 if it has been started, else an error number of the system.</returns>
    Task<uint> ShutdownAsync(Caller caller, CancellationToken cancellationToken);
}
