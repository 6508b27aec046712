using Sekimori.Ndr.Attributes;

namespace Sekimori.TestHost.Interfaces;

/// <summary>A COM interface of the test host's own.</summary>
[ComInterface("7c1de0a4-52f8-4d6b-9b1e-3a5f0c2d8e61")]
public partial interface ICounter
{
    [Opnum(3)]
    ValueTask<CounterResult> AddAsync(uint number, [Bstr] string? text, CancellationToken cancellationToken);
}

/// <summary>The results of <see cref="ICounter.AddAsync"/>.</summary>
public sealed record CounterResult(uint Sum, [Bstr] string? Text, uint Status);
