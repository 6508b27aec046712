namespace Sekimori.Posture.Checks;

/// <summary>
/// An operation that is called without arguments. Each has a required argument, so that no server can decode it from nothing: the call
/// ends before the routine begins.
/// </summary>
/// <param name="Interface">The interface.</param>
/// <param name="Major">Its major version.</param>
/// <param name="Minor">Its minor version.</param>
/// <param name="Opnum">The operation's number.</param>
/// <param name="Name">Interface and operation, for people.</param>
/// <param name="Uses">What an answer means.</param>
/// <param name="IsSensitive">True if the interface gives accounts, services or the registry.</param>
internal sealed record ProbedOperation(
    Guid Interface, ushort Major, ushort Minor, ushort Opnum, string Name, ProbedUse Uses, bool IsSensitive);
