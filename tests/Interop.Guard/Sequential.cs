// One after the other: a domain controller that finds a port of its range taken by another test's server starts without its RPC, and stays so for every project after this one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
