// extern "C" std::uint64_t changed_registers(void (*call)(void*),
//                                            void* argument,
//                                            std::uint64_t seed)
//
// Fills every register that a function has to keep, calls call(argument), and
// returns 0 if all of them were kept.
//
//     rsp + 8   the six of our caller
//         + 0   seed

        .text
        .globl  changed_registers
        .type   changed_registers, @function
changed_registers:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        pushq   %rdx
        leaq    1(%rdx), %rbp
        leaq    2(%rdx), %rbx
        leaq    3(%rdx), %r12
        leaq    4(%rdx), %r13
        leaq    5(%rdx), %r14
        leaq    6(%rdx), %r15
        movq    %rdi, %rax
        movq    %rsi, %rdi
        callq   *%rax

        popq    %rdx
        leaq    1(%rdx), %rax
        xorq    %rbp, %rax
        leaq    2(%rdx), %rcx
        xorq    %rbx, %rcx
        orq     %rcx, %rax
        leaq    3(%rdx), %rcx
        xorq    %r12, %rcx
        orq     %rcx, %rax
        leaq    4(%rdx), %rcx
        xorq    %r13, %rcx
        orq     %rcx, %rax
        leaq    5(%rdx), %rcx
        xorq    %r14, %rcx
        orq     %rcx, %rax
        leaq    6(%rdx), %rcx
        xorq    %r15, %rcx
        orq     %rcx, %rax
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        retq
        .size   changed_registers, . - changed_registers

// extern "C" void switch_over(void* one_direction): from and to in memory
// become the two arguments of the switch, which returns to our caller.

        .globl  switch_over
        .type   switch_over, @function
switch_over:
        movq    8(%rdi), %rsi           // to,
        movq    (%rsi), %rsi            // and what it holds
        movq    (%rdi), %rdi            // from
        jmp     net_switch_by_assembly
        .size   switch_over, . - switch_over

        .section .note.GNU-stack, "", @progbits
