namespace Sekimori.Linux.Host;

/// <summary>The seam to whoever can restart this host or turn it off.</summary>
public interface IPowerControl
{
    /// <summary>Restarts the host.</summary>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>0 where it has been begun, else an error number of the system.</returns>
    Task<uint> RebootAsync(CancellationToken cancellationToken);

    /// <summary>Turns the host off.</summary>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>0 where it has been begun, else an error number of the system.</returns>
    Task<uint> ShutdownAsync(CancellationToken cancellationToken);
}
