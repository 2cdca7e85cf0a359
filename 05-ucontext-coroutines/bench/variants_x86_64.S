// extern "C" void switch_by_jmp(saved_context* from, saved_context to)
// extern "C" void switch_by_ret(saved_context* from, saved_context to)
// extern "C" void switch_by_ret_with_control(saved_context* from, ...)
//
// The switch without one or the other of its parts, to see what that costs.
// The frames are those of ../switch_x86_64.S; in the first two, nothing is
// in the place of the floating-point control.
//
//     registers + 56   return address
//               +  8   rbp, rbx, r12 ... r15, downwards
//               +  0   MXCSR, x87 control word

        .macro  save_registers
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        .endm

        .macro  restore_registers
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        .endm

        .text
        .p2align 4
        .globl  switch_by_jmp
switch_by_jmp:
        save_registers
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        restore_registers
        popq    %rcx
        jmpq    *%rcx

        .p2align 4
        .globl  switch_by_ret
switch_by_ret:
        save_registers
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        restore_registers
        retq

        .p2align 4
        .globl  switch_by_ret_with_control
switch_by_ret_with_control:
        save_registers
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %rsp, (%rdi)
        movl    (%rsp), %eax
        movl    (%rsi), %ecx
        movzwl  4(%rsp), %edx
        xorl    %eax, %ecx
        xorw    4(%rsi), %dx
        andl    $0xffc0, %ecx
        orl     %ecx, %edx
        jnz     1f
        movq    %rsi, %rsp
        restore_registers
        retq
1:      ud2                             // nothing here changes it

        .section .note.GNU-stack, "", @progbits
